import { readFileSync } from "node:fs";
import type { Graph } from "../../src/ir/graph.js";
import { readTensorSync } from "../../src/runtime/shared/readTensor.js";
import { openSafetensorsSync } from "../../src/runtime/shared/safetensors.js";
import type { Engine } from "../harness/engine.js";
import { importPeer } from "../harness/peers.js";
import type { Tfjs } from "../harness/tfjs.js";
import { tfjsNetwork } from "../harness/tfjs-network.js";

export const engine: Engine = {
  async load({ folded, input }) {
    const tf = (await importPeer("@tensorflow/tfjs-core")) as Tfjs;
    await importPeer("@tensorflow/tfjs-backend-wasm");
    if (!(await tf.setBackend("wasm"))) throw new Error("its wasm backend does not start");
    const graph = JSON.parse(readFileSync(folded.graph, "utf8")) as Graph;
    const run = tfjsNetwork(tf, graph, weightsOf(folded.weights));
    const [batch = 1, channels = 1, ...plane] = input.shape;
    return {
      layout: "channels last",
      run(image) {
        const result = tf.tidy(() => run(tf.tensor(image, [batch, ...plane, channels])));
        const logits = result.dataSync();
        result.dispose();
        return logits;
      },
      close() {
        // Memory goes with the process.
      },
    };
  },
};

function weightsOf(path: string) {
  const bytes = readFileSync(path);
  const { tensors } = openSafetensorsSync(bytes);
  return (name: string) => {
    const entry = tensors.get(name);
    if (entry === undefined) throw new Error(`there is no weight ${name}`);
    const data = new Float32Array((entry.end - entry.begin) / Float32Array.BYTES_PER_ELEMENT);
    readTensorSync(bytes, entry, data);
    return { name, shape: entry.shape, data };
  };
}
