import { optimiseNetwork } from "../../../src/api/network.js";
import type { Graph } from "../../../src/ir/graph.js";
import type { Tensor } from "../../../src/ops/definition.js";
import type { Feeds } from "../../../src/reference/run.js";
import { checkModel, referenceHost } from "../../models/check.js";
import { referenceInput, referenceWeights, storedNetworks } from "../../models/reference-weights.js";

/** A network of the zoo with the weights and the picture for which PyTorch computed its logits. */
export interface ZooNetwork {
  readonly graph: Graph;
  readonly feeds: Feeds;
  /** The largest error of logits over the root mean square of PyTorch's. */
  readonly errorOf: (outputs: ReadonlyMap<string, ArrayLike<number>>) => number;
}

export function zooNetwork(name: string): ZooNetwork {
  const stored = storedNetworks[name];
  if (stored === undefined) throw new Error(`there are no logits of ${name}`);
  const graph = optimiseNetwork(checkModel(name, referenceHost).network);
  const tensor = (shape: readonly number[], data: Float32Array): Tensor => ({
    shape,
    data: Float64Array.from(data),
  });
  const image = tensor([1, ...stored.input], referenceInput(stored.input));
  const weights = referenceWeights(graph).map(({ name: path, shape, data }) => {
    return [path, tensor(shape, data)] as const;
  });
  const rms = Math.hypot(...stored.logits) / Math.sqrt(stored.logits.length);
  return {
    graph,
    feeds: { inputs: new Map([["image", image]]), weights: new Map(weights) },
    errorOf(outputs) {
      const logits = outputs.get("logits") ?? [];
      const errors = stored.logits.map((logit, index) => Math.abs(logit - (logits[index] ?? NaN)));
      return Math.max(...errors) / rms;
    },
  };
}
