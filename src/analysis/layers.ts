import { loadTimeValues, neededValues } from "../ir/dependence.js";
import {
  elements,
  typeOf,
  type Attributes,
  type BlockInstance,
  type Graph,
  type Node,
  type ValueId,
} from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import type { OperatorDefinition } from "../ops/definition.js";
import { algorithmOf, type NamedAlgorithm } from "../program/algorithms.js";
import type { Program } from "../program/program.js";
import { memoryUse, type MemoryUse } from "./memory.js";
import { receptiveFields, type ComposedField } from "./receptive-field.js";
import { sumOf, type Sums } from "./sums.js";

const float32Bytes = 4;

/** A named tensor, or a result of a layer: extents without the batch. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** One node of the graph. */
export interface LayerRow extends Sums {
  readonly path: string;
  readonly op: string;
  readonly attributes: Attributes;
  /** Block instances around the layer, outermost first. */
  readonly blocks: readonly BlockInstance[];
  /** Shapes of the results, without the batch. */
  readonly outputs: readonly (readonly number[])[];
  /** Absent where the layer does not depend on an input. */
  readonly receptiveField: ComposedField | undefined;
  /** How the plan has it multiply and add, where there is one and it says. */
  readonly algorithm: NamedAlgorithm | undefined;
}

export interface Totals extends Sums {
  /** Float32 bytes of all results, as if none shared memory, for one sample. */
  readonly activationBytes: number;
  /** Float32 bytes of parameters and buffers. */
  readonly weightBytes: number;
}

export interface Section {
  /** In the graph's order. */
  readonly rows: readonly LayerRow[];
  readonly totals: Totals;
}

/** A network in numbers: the inference network, and apart what only training-only outputs and state updates need. */
export interface NetworkAnalysis extends Section {
  readonly name: string;
  readonly doc: string;
  readonly inputs: readonly NamedShape[];
  readonly outputs: readonly NamedShape[];
  /** What the source marks `tap`, by path. */
  readonly taps: readonly NamedShape[];
  readonly training: Section & {
    readonly inputs: readonly NamedShape[];
    readonly outputs: readonly NamedShape[];
  };
  /** The plan over time, where there is one. */
  readonly memory: MemoryUse | undefined;
}

/**
 * Counts the graph as elaborated, before any pass; `program` is its schedule. Nodes that no output needs are left out,
 * and so are their weights. What depends on weights alone is computed once, and costs a sample nothing.
 */
export function analyse(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  program?: Program,
): NetworkAnalysis {
  const named = ({ name, value }: { name: string; value: ValueId }) => ({
    name,
    shape: sampleShape(graph, value),
  });
  const outputs = graph.outputs.filter(({ role }) => role.kind === "output");
  const inference = nodesFor(graph, outputs);
  const live = nodesFor(graph, graph.outputs);
  const training = new Set(graph.nodes.filter((node) => live.has(node) && !inference.has(node)));
  const rowOf = rowReader(graph, operators, algorithmsIn(program));
  // Before the training rows: a weight that both share is the inference network's.
  const main = section([...inference].map(rowOf));
  return {
    name: graph.name,
    doc: graph.doc,
    inputs: graph.inputs.filter(({ training: only }) => !only).map(named),
    outputs: outputs.map(named),
    taps: graph.taps.map(named),
    ...main,
    training: {
      ...section([...training].map(rowOf)),
      inputs: graph.inputs.filter(({ training: only }) => only).map(named),
      outputs: graph.outputs.filter(({ role }) => role.kind === "training").map(named),
    },
    memory: program && memoryUse(program),
  };
}

/** The nodes that some outputs need, in order. */
function nodesFor(graph: Graph, outputs: Graph["outputs"]): ReadonlySet<Node> {
  const needed = neededValues(
    graph,
    outputs.map(({ value }) => value),
  );
  return new Set(graph.nodes.filter(({ results }) => results.some((value) => needed.has(value))));
}

/** By the path of the layer. */
function algorithmsIn(program: Program | undefined): ReadonlyMap<string, NamedAlgorithm> {
  const named = (program?.run ?? []).flatMap((call): (readonly [string, NamedAlgorithm])[] => {
    const algorithm = algorithmOf(call);
    return algorithm === undefined ? [] : [[call.origin.path, algorithm]];
  });
  return new Map(named);
}

/** Makes rows; each weight goes to the row that is asked for first. */
function rowReader(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  algorithms: ReadonlyMap<string, NamedAlgorithm>,
): (node: Node) => LayerRow {
  const unclaimed = new Map(graph.weights.map((weight) => [weight.value, weight]));
  const loadTime = loadTimeValues(graph);
  const definitionOf = (node: Node): OperatorDefinition => operatorNamed(operators, node.op);
  const fields = receptiveFields(graph, (node) => definitionOf(node).receptiveField(node.attributes));
  const size = (value: ValueId): number => elements(typeOf(graph, value).shape);

  return (node) => {
    const { op, attributes, inputs, results, origin } = node;
    let [params, buffers] = [0, 0];
    for (const value of inputs) {
      const weight = unclaimed.get(value);
      if (weight === undefined) continue;
      unclaimed.delete(value);
      if (weight.trainable) params += size(value);
      else buffers += size(value);
    }
    const types = (values: readonly ValueId[]) => values.map((value) => typeOf(graph, value));
    const costs = results.some((value) => !loadTime.has(value));
    const { macs, elementwise } = costs
      ? definitionOf(node).counts(attributes, types(inputs), types(results))
      : { macs: 0, elementwise: 0 };
    return {
      path: origin.path,
      op,
      attributes,
      blocks: origin.blocks,
      outputs: results.map((value) => sampleShape(graph, value)),
      ...{ params, buffers, macs, elementwise },
      activations: costs ? results.reduce((sum, value) => sum + size(value), 0) : 0,
      receptiveField: results.map((value) => fields.get(value))[0],
      algorithm: macs > 0 ? algorithms.get(origin.path) : undefined,
    };
  };
}

function section(rows: readonly LayerRow[]): Section {
  const sums = sumOf(rows);
  const totals = {
    ...sums,
    activationBytes: sums.activations * float32Bytes,
    weightBytes: (sums.params + sums.buffers) * float32Bytes,
  };
  return { rows, totals };
}

function sampleShape(graph: Graph, value: ValueId): readonly number[] {
  return typeOf(graph, value).shape.filter((dim) => dim !== "N");
}
