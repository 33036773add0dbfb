import { typeOf, type Graph, type ValueId } from "../../ir/graph.js";
import { operators } from "../../ops/index.js";
import { dropIdentities } from "../../passes/drop-identities.js";
import { inferenceView } from "../../passes/inference.js";
import { sha256 } from "../sha256.js";

/** Under this name the metadata of a weight file holds the architecture that it is for. */
export const architectureKey = "architecture";

/** The version of what is hashed; a hash of another version says nothing. */
const version = "1";

/**
 * What weights mean: `1:` and the SHA-256 of the network that inference computes. It covers the path and shape of every
 * weight (all are float32), the operators in their order with attributes and operands, and the outputs; not names,
 * paths of layers without weights, the sizes of inputs, dropout, or heads for training. So it changes with a stride or an
 * activation, which shapes of weights do not show. A weight that a file has under another name is named so.
 */
export async function architectureOf(
  network: Graph,
  namesInFile?: ReadonlyMap<string, string>,
): Promise<string> {
  const nameOf = (path: string): string => namesInFile?.get(path) ?? path;
  const { graph } = dropIdentities.run(inferenceView(network, operators), { operators });
  const names = new Map<ValueId, string>();
  graph.inputs.forEach(({ value }, index) => names.set(value, `input ${index}`));
  for (const { value, path } of graph.weights) names.set(value, `weight ${nameOf(path)}`);
  const nodes = graph.nodes.map((node, index) => {
    node.results.forEach((value, result) => names.set(value, `${index}.${result}`));
    const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    return [node.op, attributes, node.inputs.map((value) => names.get(value))];
  });
  const weights = graph.weights
    .map(({ path, value }) => [nameOf(path), ...typeOf(graph, value).shape])
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  const outputs = graph.outputs
    .filter(({ role }) => role.kind === "output")
    .map(({ value }) => names.get(value));
  return `${version}:${await sha256(JSON.stringify([weights, nodes, outputs]))}`;
}

/** Whether a file says that it is for another architecture; one that says nothing may be for any. */
export function isOther(noted: string | undefined, architecture: string): boolean {
  return noted?.startsWith(`${version}:`) === true && noted !== architecture;
}
