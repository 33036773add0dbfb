import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { elementsOf } from "../../src/program/view.js";

// One thread, so that tests run side by side; nothing but errors is printed.
env.wasm.numThreads = 1;
env.logLevel = "error";

/** A float32 tensor, row-major. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The outputs of an ONNX model as onnxruntime computes them, by name; `weights` is the file beside the model. */
export async function runOnnx(
  model: Uint8Array,
  inputs: Readonly<Record<string, Values>>,
  weights?: { readonly path: string; readonly data: Uint8Array },
): Promise<Readonly<Record<string, Values>>> {
  const session = await InferenceSession.create(model, {
    graphOptimizationLevel: "disabled",
    ...(weights === undefined ? {} : { externalData: [weights] }),
  });
  try {
    const feeds = Object.entries(inputs).map(([name, { shape, data }]) => {
      if (data.length !== elementsOf({ shape })) throw new Error(`input ${name} has another size`);
      return [name, new Tensor("float32", Float32Array.from(data), shape)] as const;
    });
    const outputs = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => {
        if (!(tensor.data instanceof Float32Array)) throw new Error(`output ${name} is no float32`);
        return [name, { shape: tensor.dims, data: tensor.data }];
      }),
    );
  } finally {
    await session.release();
  }
}
