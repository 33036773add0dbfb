import { readFileSync } from "node:fs";
import type { Graph } from "../../src/ir/graph.js";
import type { Engine } from "../harness/engine.js";
import { importPeer } from "../harness/peers.js";
import type { Tfjs } from "../harness/tfjs.js";
import { tfjsNetwork } from "../harness/tfjs-network.js";
import { weightsOf } from "../harness/tfjs-weights.js";

export const engine: Engine = {
  async load({ folded, input }) {
    const tf = (await importPeer("@tensorflow/tfjs-core")) as Tfjs;
    await importPeer("@tensorflow/tfjs-backend-wasm");
    if (!(await tf.setBackend("wasm"))) throw new Error("its wasm backend does not start");
    const graph = JSON.parse(readFileSync(folded.graph, "utf8")) as Graph;
    const run = tfjsNetwork(tf, graph, weightsOf(readFileSync(folded.weights)));
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
