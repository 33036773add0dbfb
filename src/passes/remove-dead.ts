import { neededValues } from "../ir/dependence.js";
import { rewrite } from "../ir/rewrite.js";
import type { Pass } from "./pass.js";

export const removeDead: Pass = {
  name: "remove-dead",
  doc: "Removes nodes whose results no output needs. Weights stay: the weight file belongs to the source, not to passes.",
  run(graph, { operators }) {
    const outputs = graph.outputs.map(({ value }) => value);
    const needed = neededValues(graph, outputs);
    const live = rewrite(graph, operators, (node) =>
      node.results.some((value) => needed.has(value)) ? "keep" : "drop",
    );
    return { graph: live, diagnostics: [] };
  },
};
