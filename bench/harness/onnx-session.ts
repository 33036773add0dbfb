import type { InferenceSession, Tensor } from "onnxruntime-web";
import type { ModelFiles, Runnable } from "./engine.js";

/** What both packages of onnxruntime have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/** An ONNX model with all of onnxruntime's own optimisations. */
export async function openSession(
  runtime: OnnxRuntime,
  { onnx, input, output }: ModelFiles,
  options: InferenceSession.SessionOptions,
): Promise<Runnable> {
  const session = await runtime.InferenceSession.create(onnx, {
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    ...options,
  });
  return {
    async run(image) {
      const feeds = { [input.name]: new runtime.Tensor("float32", image, input.shape) };
      const results = await session.run(feeds);
      return results[output]?.data as Float32Array;
    },
    close: () => session.release(),
  };
}
