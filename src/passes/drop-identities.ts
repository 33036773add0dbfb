import { operatorNamed } from "../ir/operator.js";
import { rewrite } from "../ir/rewrite.js";
import type { Pass } from "./pass.js";

export const dropIdentities: Pass = {
  name: "drop-identities",
  doc: "Removes operators that return their input in inference, such as dropout.",
  run(graph, { operators }) {
    const dropped = rewrite(graph, operators, (node, { value }) => {
      const [input] = node.inputs;
      const drop = operatorNamed(operators, node.op).traits.inferenceIdentity && node.epilogue === undefined;
      return drop && input !== undefined ? [value(input)] : "keep";
    });
    return { graph: dropped, diagnostics: [] };
  },
};
