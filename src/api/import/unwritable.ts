import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { loadTimeValues } from "../../ir/dependence.js";
import { typeOf, type Graph, type Node } from "../../ir/graph.js";
import { operatorNamed } from "../../ir/operator.js";
import type { OperatorDefinition } from "../../ops/definition.js";

/** Layers that are no layers of the language, all of them: by what they are, with their paths. */
export function unwritable(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  file: string,
): readonly Diagnostic[] {
  const fixed = loadTimeValues(graph);
  const weights = new Set(graph.weights.map(({ value }) => value));
  const places = new Map<string, string[]>();
  const label = { span: { file, start: 0, end: 0 }, text: "" };
  const reasonFor = (node: Node): string | undefined => {
    const definition = operatorNamed(operators, node.op);
    if (definition.syntax.kind === "internal") return `the language has no layer ${node.op}`;
    const [first = -1] = node.inputs;
    if (fixed.has(first)) return `its first operand is a constant, which ${node.op} cannot have`;
    const slots = definition.weights(node.attributes, typeOf(graph, first)).length;
    const own = node.inputs.slice(node.inputs.length - slots);
    if (own.some((value) => !weights.has(value))) return `a weight of ${node.op} is computed`;
    const data = node.inputs.slice(0, node.inputs.length - slots);
    return data.some((value) => fixed.has(value)) ? `${node.op} with a constant is no layer` : undefined;
  };
  for (const node of graph.nodes) {
    const reason = reasonFor(node);
    if (reason !== undefined) places.set(reason, [...(places.get(reason) ?? []), node.origin.path]);
  }
  return [...places].map(([reason, paths]) =>
    error("CNN0602", `${[...new Set(paths)].join(", ")}: ${reason}`, [label]),
  );
}
