import type { ValueId } from "../ir/graph.js";
import { rewrite } from "../ir/rewrite.js";
import type { Pass } from "./pass.js";

export const removeDead: Pass = {
  name: "remove-dead",
  doc: "Removes nodes whose results no output needs. Weights stay: the weight file belongs to the source, not to passes.",
  run(graph, { operators }) {
    const needed = new Set<ValueId>(graph.outputs.map((output) => output.value));
    for (const node of [...graph.nodes].reverse()) {
      if (node.results.some((value) => needed.has(value))) node.inputs.forEach((value) => needed.add(value));
    }
    const live = rewrite(graph, operators, (node) =>
      node.results.some((value) => needed.has(value)) ? "keep" : "drop",
    );
    return { graph: live, diagnostics: [] };
  },
};
