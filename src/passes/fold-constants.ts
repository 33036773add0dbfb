import { elements, type Shape, type ValueId } from "../ir/graph.js";
import { rewrite } from "../ir/rewrite.js";
import type { Tensor } from "../ops/definition.js";
import type { Pass } from "./pass.js";

/** Larger results stay computed: a compiled model is read by people. */
const largestConstant = 4096;

export const foldConstants: Pass = {
  name: "fold-constants",
  doc: "Evaluates operators whose inputs are all constants.",
  run(graph, { operators }) {
    const constants = new Map<ValueId, Tensor>();
    const folded = rewrite(graph, operators, (node, { builder, values }) => {
      const definition = operators.get(node.op);
      if (definition === undefined || node.epilogue !== undefined) return "keep";
      const inputs = values(node.inputs);
      const known = inputs.flatMap((value) => constants.get(value) ?? []);
      const small = node.results.every((value) => isSmall(graph.values[value]?.shape ?? []));
      if (known.length < inputs.length || !small) return "keep";
      return definition.evaluate(node.attributes, known, 1).map((tensor) => {
        const attributes = { shape: tensor.shape, data: [...tensor.data] };
        const [result = -1] = builder.node({ op: "constant", attributes, inputs: [], origin: node.origin });
        constants.set(result, tensor);
        return result;
      });
    });
    return { graph: folded, diagnostics: [] };
  },
};

function isSmall(shape: Shape): boolean {
  return !shape.includes("N") && elements(shape) <= largestConstant;
}
