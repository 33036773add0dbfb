import * as onnxruntime from "onnxruntime-web";
import type { Engine } from "../harness/engine.js";
import { openSession } from "../harness/onnx-session.js";

export const engine: Engine = {
  load(model, { threads }) {
    onnxruntime.env.wasm.numThreads = threads;
    return openSession(onnxruntime, model, { executionProviders: ["wasm"] });
  },
};
