import type { Node, ValueId } from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import { rewrite } from "../ir/rewrite.js";
import { printScalar } from "../ir/scalar.js";
import type { Pass } from "./pass.js";

export const shareCommon: Pass = {
  name: "share-common",
  doc: "Computes equal expressions once: same operator, same attributes, same inputs.",
  run(graph, { operators }) {
    const known = new Map<string, readonly ValueId[]>();
    const shared = rewrite(graph, operators, (node, { values, builder }) => {
      const inputs = values(node.inputs);
      const commutative = operatorNamed(operators, node.op).traits.commutative && node.epilogue === undefined;
      const key = keyOf(node, commutative ? [...inputs].sort((a, b) => a - b) : inputs);
      const results = known.get(key) ?? builder.node({ ...node, inputs });
      known.set(key, results);
      return results;
    });
    return { graph: shared, diagnostics: [] };
  },
};

function keyOf(node: Node, inputs: readonly ValueId[]): string {
  const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const epilogue = node.epilogue && [printScalar(node.epilogue.expression, []), node.epilogue.operands];
  return JSON.stringify([node.op, attributes, inputs, epilogue], exact);
}

/** JSON has no text for -0, the infinities and NaN. */
function exact(_: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  return Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);
}
