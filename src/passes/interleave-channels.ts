import { producersOf } from "../ir/dependence.js";
import { sameShape, typeOf, type Graph, type Node } from "../ir/graph.js";
import { rewrite, usesOf } from "../ir/rewrite.js";
import type { Pass } from "./pass.js";

export const interleaveChannels: Pass = {
  name: "interleave-channels",
  doc: "Shuffles channels while they are joined, so that branches are computed into their places.",
  run(graph, { operators }) {
    const producers = producersOf(graph);
    const uses = usesOf(graph);
    const isOutput = new Set(graph.outputs.map(({ value }) => value));
    const interleaved = rewrite(graph, operators, (node, { builder, values }) => {
      const [joined = -1] = node.inputs;
      const concat = producers.get(joined);
      const isOnlyShuffled = uses.get(joined)?.length === 1 && !isOutput.has(joined);
      if (concat === undefined || !isOnlyShuffled || !areShuffled(graph, concat, node)) return "keep";
      return builder.node({ ...node, op: "interleave", attributes: {}, inputs: values(concat.inputs) });
    });
    return { graph: interleaved, diagnostics: [] };
  },
};

/** Whether a concatenation of channels has as many equal parts as the node that shuffles it has groups. */
function areShuffled(graph: Graph, concat: Node, shuffle: Node): boolean {
  const shapes = concat.inputs.map((input) => typeOf(graph, input).shape);
  const [first = []] = shapes;
  return (
    shuffle.op === "channel_shuffle" &&
    shuffle.attributes.groups === shapes.length &&
    concat.op === "concat" &&
    concat.attributes.axis === 1 &&
    concat.epilogue === undefined &&
    shapes.every((shape) => sameShape(shape, first))
  );
}
