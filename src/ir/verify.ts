import { sameShape, typeOf, type Graph, type Node, type TensorType, type ValueId } from "./graph.js";
import { Problem, type Operators } from "./operator.js";
import { broadcastShape } from "./broadcast.js";

/**
 * Everything that is wrong with a graph, as sentences; empty for a sound one. Shapes are computed again from the
 * operators' rules.
 */
export function verify(graph: Graph, operators: Operators): readonly string[] {
  const findings: string[] = [];
  const defined = new Set<ValueId>();
  const define = (value: ValueId, by: string): void => {
    if (defined.has(value)) findings.push(`%${value} is defined twice, the second time by ${by}`);
    if (graph.values[value] === undefined) findings.push(`%${value}, defined by ${by}, has no type`);
    defined.add(value);
  };

  for (const input of graph.inputs) define(input.value, `input ${input.name}`);
  const paths = new Set<string>();
  for (const weight of graph.weights) {
    define(weight.value, `weight ${weight.path}`);
    if (paths.has(weight.path)) findings.push(`two weights are called ${weight.path}`);
    paths.add(weight.path);
    if (graph.values[weight.value]?.shape.includes("N"))
      findings.push(`weight ${weight.path} has a batch axis`);
  }
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      if (!defined.has(value)) findings.push(`${describe(node)} reads %${value} before it is defined`);
    }
    if (node.inputs.every((value) => defined.has(value) && graph.values[value] !== undefined))
      findings.push(...nodeFindings(graph, node, operators));
    for (const value of node.results) define(value, describe(node));
  }
  for (const output of [...graph.outputs, ...graph.taps]) {
    if (!defined.has(output.value))
      findings.push(`output ${output.name} is %${output.value}, which is not defined`);
  }
  return findings;
}

function nodeFindings(graph: Graph, node: Node, operators: Operators): string[] {
  const operator = operators.get(node.op);
  if (operator === undefined) return [`${describe(node)}: there is no such operator`];
  const own = node.inputs.length - (node.epilogue?.operands.length ?? 0);
  const inputs = node.inputs.map((value) => typeOf(graph, value));
  const types = operator.shape(node.attributes, inputs.slice(0, own));
  if (types instanceof Problem) return [`${describe(node)}: ${types.message}`];
  if (types.length !== node.results.length) {
    return [`${describe(node)} has ${node.results.length} results instead of ${types.length}`];
  }
  const findings = types.flatMap((type, index) => {
    const held = graph.values[node.results[index] ?? -1];
    return held !== undefined && sameType(type, held)
      ? []
      : [`${describe(node)}: result ${index} is ${show(held)}, the shape rule says ${show(type)}`];
  });
  return [...findings, ...epilogueFindings(node, inputs.slice(own), types)];
}

function epilogueFindings(
  node: Node,
  operands: readonly TensorType[],
  results: readonly TensorType[],
): string[] {
  const [result] = results;
  if (node.epilogue === undefined || result === undefined) return [];
  const findings: string[] = [];
  if (results.length !== 1) findings.push(`${describe(node)} has an epilogue and ${results.length} results`);
  node.epilogue.operands.forEach((alignment, index) => {
    const shape = operands[index]?.shape ?? [];
    const fits =
      alignment === "channel"
        ? shape.length === 1 && shape[0] === result.shape[1]
        : sameShape(broadcastShape([shape, result.shape]) ?? [], result.shape);
    if (!fits) findings.push(`${describe(node)}: epilogue operand ${index} is [${shape.join(", ")}]`);
  });
  return findings;
}

function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

function show(type: TensorType | undefined): string {
  return type === undefined ? "missing" : `${type.dtype}[${type.shape.join(", ")}]`;
}

function describe(node: Node): string {
  return `${node.op} at ${node.origin.path}`;
}
