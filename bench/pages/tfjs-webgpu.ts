import type { Graph } from "../../src/ir/graph.js";
import { channelsLast } from "../harness/channels-last.js";
import type { Tfjs } from "../harness/tfjs.js";
import { tfjsNetwork } from "../harness/tfjs-network.js";
import { weightsOf } from "../harness/tfjs-weights.js";
import { bytes, json, measure, start, type PageEngine } from "./page.js";

const engine: PageEngine = {
  async load({ files, input }) {
    const { tf } = (await import(files.tfjs)) as { readonly tf: Tfjs };
    if (!(await tf.setBackend("webgpu"))) throw new Error("its WebGPU backend does not start");
    const graph = (await json(files.foldedGraph)) as Graph;
    const run = tfjsNetwork(tf, graph, weightsOf(new Uint8Array(await bytes(files.foldedWeights))));
    const [batch = 1, channels = 1, ...plane] = input.shape;
    const image = channelsLast(input.data, input.shape);
    return {
      async run() {
        const result = tf.tidy(() => run(tf.tensor(image, [batch, ...plane, channels])));
        const logits = await result.data();
        result.dispose();
        return logits;
      },
    };
  },
};

export default { start: (address: string) => start(engine, address), measure };
