import {
  typeOf,
  type AttributeValue,
  type Graph,
  type Initialiser,
  type Node,
  type ValueId,
} from "./graph.js";
import { printScalar } from "./scalar.js";

/** The graph as text, for `--emit graph` and snapshots: one line an input, weight, node and output. */
export function printGraph(graph: Graph): string {
  const typed = (value: ValueId): string => {
    const { dtype, shape } = typeOf(graph, value);
    return `%${value}: ${dtype}[${shape.join(", ")}]`;
  };
  const lines = [`graph ${graph.name}`];
  for (const input of graph.inputs) {
    lines.push(`  ${input.training ? "training input" : "input"} ${input.name} = ${typed(input.value)}`);
  }
  for (const weight of graph.weights) {
    const kind = weight.trainable ? "weight" : "buffer";
    lines.push(`  ${kind} ${weight.path} = ${typed(weight.value)} ${printInitialiser(weight.initialiser)}`);
  }
  for (const node of graph.nodes) {
    lines.push(`  ${node.results.map(typed).join(", ")} = ${printNode(node)}  // ${node.origin.path}`);
  }
  for (const { name, value, role, labels } of graph.outputs) {
    const kind = role.kind === "state" ? `state of ${role.weight}` : role.kind;
    lines.push(`  ${kind} ${name} = %${value}${labels ? ` (${labels.length} labels)` : ""}`);
  }
  for (const { name, value } of graph.taps) lines.push(`  tap ${name} = %${value}`);
  return `${lines.join("\n")}\n`;
}

function printNode(node: Node): string {
  const { epilogue } = node;
  const own = node.inputs.length - (epilogue?.operands.length ?? 0);
  const inputs = node.inputs.slice(0, own).map((value) => `%${value}`);
  const attributes = Object.entries(node.attributes).map(
    ([name, value]) => `${name}: ${printAttribute(value)}`,
  );
  const call = `${node.op}(${[...inputs, ...attributes].join(", ")})`;
  if (epilogue === undefined) return call;
  const operands = node.inputs
    .slice(own)
    .map((value, index) => (epilogue.operands[index] === "channel" ? `%${value}[c]` : `%${value}`));
  return `${call} then ${printScalar(epilogue.expression, ["it", ...operands])}`;
}

function printAttribute(value: AttributeValue): string {
  return typeof value === "object" ? `[${value.join(", ")}]` : String(value);
}

function printInitialiser(initialiser: Initialiser): string {
  return initialiser.kind === "fill"
    ? `fill(${initialiser.value})`
    : `${initialiser.scheme}_${initialiser.distribution}(${initialiser.fanIn}, ${initialiser.fanOut})`;
}
