import * as onnxruntime from "onnxruntime-web/webgpu";
import { bytes, measure, start, type PageEngine } from "./page.js";

const engine: PageEngine = {
  async load({ files, input, output }) {
    onnxruntime.env.wasm.wasmPaths = { wasm: files.onnxruntime };
    onnxruntime.env.wasm.numThreads = 1;
    const model = new Uint8Array(await bytes(files.onnx));
    const session = await onnxruntime.InferenceSession.create(model, {
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      // Its own layout gives wrong results for some numbers of channels (microsoft/onnxruntime#29651).
      executionProviders: [{ name: "webgpu", preferredLayout: "NCHW" }],
    });
    return {
      async run() {
        const feeds = { [input.name]: new onnxruntime.Tensor("float32", input.data, input.shape) };
        const results = await session.run(feeds);
        return results[output]?.data as Float32Array;
      },
    };
  },
};

export default { start: (address: string) => start(engine, address), measure };
