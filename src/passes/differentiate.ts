import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { typeOf, type Graph, type Node, type Origin, type ValueId } from "../ir/graph.js";
import { rewrite, type Rewriting } from "../ir/rewrite.js";
import { NotDifferentiable, type OperatorDefinition } from "../ops/definition.js";
import { zeros } from "../ops/shapes.js";

type Definitions = ReadonlyMap<string, OperatorDefinition>;

/**
 * The graph with its gradients, in reverse mode. Each output (but not the new value of a state) gets an input
 * `<output>.upstream` of its shape, and each value of `wrt` an output `gradient of <input or weight>`: the sum over the
 * outputs of upstream times derivative. Runs before fusion; what no gradient needs is left to `remove-dead`.
 */
export function differentiate(
  graph: Graph,
  operators: Definitions,
  wrt: readonly ValueId[],
): Graph | Diagnostic {
  const nodes = nodesBetween(graph, wrt);
  for (const { op, origin } of nodes) {
    const { gradient } = definitionOf(operators, op);
    if (gradient instanceof NotDifferentiable) return refusal(op, origin, gradient);
  }
  return rewrite(
    graph,
    operators,
    () => "keep",
    undefined,
    (rewriting) => {
      addGradients(rewriting, operators, wrt, nodes);
    },
  );
}

function addGradients(
  { graph, builder, value, values }: Rewriting,
  operators: Definitions,
  wrt: readonly ValueId[],
  nodes: readonly Node[],
): void {
  const active = new Set([...wrt, ...nodes.flatMap((node) => node.results)]);
  /** By value of the old graph, the gradient that has arrived so far. */
  const gradients = new Map<ValueId, ValueId>();
  const accumulate = (old: ValueId, gradient: ValueId, origin: Origin): void => {
    const before = gradients.get(old);
    const sum = before === undefined ? gradient : builder.at(origin).apply("add", {}, [before, gradient]);
    gradients.set(old, sum);
  };

  for (const output of graph.outputs) {
    if (output.role.kind === "state") continue;
    const upstream = builder.input(`${output.name}.upstream`, typeOf(graph, output.value).shape);
    accumulate(output.value, upstream, { path: output.name, blocks: [] });
  }
  for (const node of nodes.toReversed()) {
    if (!node.results.some((result) => gradients.has(result))) continue;
    if (node.epilogue !== undefined) throw new Error(`${node.op} at ${node.origin.path} is already fused`);
    const { gradient } = definitionOf(operators, node.op);
    if (gradient instanceof NotDifferentiable) throw new Error(`${node.op}: ${gradient.why}`);
    const nodeBuilder = builder.at(node.origin);
    const arrived = gradient({
      graph: nodeBuilder,
      attributes: node.attributes,
      inputs: values(node.inputs),
      results: values(node.results),
      upstream: node.results.map(
        (result) => gradients.get(result) ?? zeros(nodeBuilder, typeOf(graph, result).shape),
      ),
    });
    node.inputs.forEach((input, index) => {
      const part = arrived[index];
      if (part !== undefined && active.has(input)) accumulate(input, part, node.origin);
    });
  }
  for (const old of wrt) {
    const name = nameOf(graph, old);
    const origin = { path: name, blocks: [] };
    const gradient = gradients.get(old) ?? zeros(builder.at(origin), builder.typeOf(value(old)).shape);
    builder.output(`gradient of ${name}`, gradient);
  }
}

/** The nodes on the ways from `wrt` to the outputs, in order. */
function nodesBetween(graph: Graph, wrt: readonly ValueId[]): readonly Node[] {
  const reached = new Set(wrt);
  const downstream = graph.nodes.filter((node) => {
    const depends = node.inputs.some((input) => reached.has(input));
    if (depends) node.results.forEach((result) => reached.add(result));
    return depends;
  });
  const needed = new Set(
    graph.outputs.filter(({ role }) => role.kind !== "state").map((output) => output.value),
  );
  const between = downstream.toReversed().filter((node) => {
    const asked = node.results.some((result) => needed.has(result));
    if (asked) node.inputs.forEach((input) => needed.add(input));
    return asked;
  });
  return between.reverse();
}

function definitionOf(operators: Definitions, op: string): OperatorDefinition {
  const definition = operators.get(op);
  if (definition === undefined) throw new Error(`operator ${op} does not exist`);
  return definition;
}

function nameOf(graph: Graph, value: ValueId): string {
  const input = graph.inputs.find((candidate) => candidate.value === value)?.name;
  return input ?? graph.weights.find((weight) => weight.value === value)?.path ?? `%${value}`;
}

function refusal(op: string, { path, span }: Origin, { why }: NotDifferentiable): Diagnostic {
  const labels = span === undefined ? [] : [{ span, text: `${op} has no gradient` }];
  return error("CNN0308", `${path}: ${op} cannot be differentiated: ${why}`, labels);
}
