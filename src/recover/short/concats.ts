import type { Graph, Node } from "../../ir/graph.js";

/**
 * The same network with concats that go on with earlier ones: of `concat(a, b)` and `concat(a, b, c)` the latter becomes
 * `concat(concat(a, b), c)`, as the layers of a DenseNet are written.
 */
export function withNestedConcats(graph: Graph): Graph {
  const earlier: Node[] = [];
  const nodes = graph.nodes.map((node) => {
    if (node.op !== "concat") return node;
    const [longest] = earlier
      .filter((other) => isStartOf(other, node))
      .sort((a, b) => b.inputs.length - a.inputs.length);
    earlier.push(node);
    const [result] = longest?.results ?? [];
    if (longest === undefined || result === undefined) return node;
    return { ...node, inputs: [result, ...node.inputs.slice(longest.inputs.length)] };
  });
  return { ...graph, nodes };
}

function isStartOf(other: Node, { inputs, attributes }: Node): boolean {
  const isShorter = other.inputs.length > 1 && other.inputs.length < inputs.length;
  const isAlike = JSON.stringify(other.attributes) === JSON.stringify(attributes);
  return isShorter && isAlike && other.inputs.every((value, index) => value === inputs[index]);
}
