import type { Engine } from "../harness/engine.js";
import { openSession, type OnnxRuntime } from "../harness/onnx-session.js";
import { importPeer } from "../harness/peers.js";

export const engine: Engine = {
  async load(model, { threads }) {
    const onnxruntime = (await importPeer("onnxruntime-node")) as OnnxRuntime;
    return openSession(onnxruntime, model, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
  },
};
