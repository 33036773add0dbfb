import type { Graph, Node, ValueId } from "../ir/graph.js";
import type { OperatorDefinition, Tensor } from "../ops/definition.js";
import { mapTensors } from "../ops/map.js";

export interface Feeds {
  /** By name; all have one batch size. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** By path. */
  readonly weights: ReadonlyMap<string, Tensor>;
}

/** Runs a graph in float64 with the operators' `evaluate`: its outputs by name. A value is let go after its last use. */
export function run(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  feeds: Feeds,
): ReadonlyMap<string, Tensor> {
  const values = new Map<ValueId, Tensor>();
  for (const { name, value } of graph.inputs) values.set(value, fed(feeds.inputs, graph, value, name));
  for (const { path, value } of graph.weights) values.set(value, fed(feeds.weights, graph, value, path));

  const batch = batchOf(graph, feeds);
  const lastUses = lastUsesOf(graph);
  for (const [index, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((value) => defined(values, value));
    const results = evaluateNode(node, operators, inputs, batch);
    node.results.forEach((value, at) => {
      const tensor = results[at];
      if (tensor !== undefined) values.set(value, tensor);
    });
    for (const value of lastUses.get(index) ?? []) values.delete(value);
  }
  return new Map(graph.outputs.map(({ name, value }) => [name, defined(values, value)]));
}

function evaluateNode(
  node: Node,
  operators: ReadonlyMap<string, OperatorDefinition>,
  inputs: readonly Tensor[],
  batch: number,
): readonly Tensor[] {
  const operator = operators.get(node.op);
  if (operator === undefined) throw new Error(`operator ${node.op} does not exist`);
  const { epilogue } = node;
  if (epilogue === undefined) return operator.evaluate(node.attributes, inputs, batch);
  const own = inputs.length - epilogue.operands.length;
  return operator
    .evaluate(node.attributes, inputs.slice(0, own), batch)
    .map((result) =>
      mapTensors(
        epilogue.expression,
        result.shape,
        [result, ...inputs.slice(own)],
        ["trailing", ...epilogue.operands],
      ),
    );
}

function fed(feeds: ReadonlyMap<string, Tensor>, graph: Graph, value: ValueId, name: string): Tensor {
  const tensor = feeds.get(name);
  if (tensor === undefined) throw new Error(`${name} is not fed`);
  const shape = graph.values[value]?.shape ?? [];
  const fits =
    shape.length === tensor.shape.length && shape.every((dim, at) => dim === "N" || dim === tensor.shape[at]);
  if (!fits) throw new Error(`${name} is [${shape.join(", ")}], but is fed [${tensor.shape.join(", ")}]`);
  return tensor;
}

/** What `"N"` stands for: 1 where no input has a batch. */
function batchOf(graph: Graph, feeds: Feeds): number {
  for (const { name, value } of graph.inputs) {
    const axis = graph.values[value]?.shape.indexOf("N") ?? -1;
    const extent = feeds.inputs.get(name)?.shape[axis];
    if (extent !== undefined) return extent;
  }
  return 1;
}

/** For the index of each node, the values that nothing reads after it. */
function lastUsesOf(graph: Graph): ReadonlyMap<number, readonly ValueId[]> {
  const last = new Map<ValueId, number>();
  graph.nodes.forEach((node, index) => {
    for (const value of [...node.results, ...node.inputs]) last.set(value, index);
  });
  for (const { value } of graph.outputs) last.delete(value);
  const byNode = new Map<number, ValueId[]>();
  for (const [value, index] of last) byNode.set(index, [...(byNode.get(index) ?? []), value]);
  return byNode;
}

function defined(values: ReadonlyMap<ValueId, Tensor>, value: ValueId): Tensor {
  const tensor = values.get(value);
  if (tensor === undefined) throw new Error(`value %${value} is read before it is computed`);
  return tensor;
}
