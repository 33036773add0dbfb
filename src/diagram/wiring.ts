import { loadTimeValues, neededValues, producersOf } from "../ir/dependence.js";
import {
  sameShape,
  typeOf,
  type Graph,
  type Node,
  type Output,
  type Tap,
  type ValueId,
} from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import type { OperatorDefinition } from "../ops/definition.js";

/** Who reads a value. */
export type Reader = Node | Output | Tap;

/** What is drawn of a graph, and how it hangs together. What depends on weights alone is not drawn. */
export class Wiring {
  /** Nodes that an output needs, in the graph's order. */
  readonly nodes: readonly Node[];
  /** Nodes that only training needs. */
  readonly training: ReadonlySet<Node>;
  readonly producers: ReadonlyMap<ValueId, Node>;
  private readonly readers = new Map<ValueId, Reader[]>();
  private readonly constants: ReadonlySet<ValueId>;
  /** What an identity gives, which is not drawn, is what it takes. */
  private readonly passed = new Map<ValueId, ValueId>();

  constructor(
    readonly graph: Graph,
    private readonly operators: ReadonlyMap<string, OperatorDefinition>,
  ) {
    const needed = (results: readonly { readonly value: ValueId }[]): ReadonlySet<ValueId> =>
      neededValues(
        graph,
        results.map(({ value }) => value),
      );
    const seen = [...graph.outputs.filter(({ role }) => role.kind === "output"), ...graph.taps];
    const [all, inference] = [needed([...graph.outputs, ...graph.taps]), needed(seen)];
    const feeds = (values: ReadonlySet<ValueId>, node: Node): boolean =>
      node.results.some((value) => values.has(value));
    this.constants = loadTimeValues(graph);
    this.producers = producersOf(graph);
    const live = graph.nodes.filter((node) => feeds(all, node) && !feeds(this.constants, node));
    this.nodes = live.filter((node) => {
      const [value, result] = [node.inputs[0], node.results[0]];
      if (node.op !== "identity" || value === undefined || result === undefined) return true;
      this.passed.set(result, this.source(value));
      return false;
    });
    this.training = new Set(this.nodes.filter((node) => !feeds(inference, node)));
    for (const node of this.nodes) for (const value of this.data(node)) this.read(value, node);
    for (const result of [...graph.outputs, ...graph.taps]) this.read(this.source(result.value), result);
  }

  /** Inputs of a node that are neither weights nor made of weights alone. */
  data(node: Node): readonly ValueId[] {
    return node.inputs.filter((value) => !this.constants.has(value)).map((value) => this.source(value));
  }

  /** The value that is drawn for a value. */
  source(value: ValueId): ValueId {
    return this.passed.get(value) ?? value;
  }

  readersOf(value: ValueId): readonly Reader[] {
    return this.readers.get(value) ?? [];
  }

  definition(node: Node): OperatorDefinition {
    return operatorNamed(this.operators, node.op);
  }

  /** Works on elements or channels, or moves them, and is drawn with the operator before or after it. */
  isLight(node: Node): boolean {
    const [input, ...others] = this.data(node);
    const [result, ...more] = node.results;
    if (input === undefined || result === undefined || others.length + more.length > 0) return false;
    const definition = this.definition(node);
    const { elementwise, inferenceIdentity, layoutOnly } = definition.traits;
    if (elementwise !== undefined || inferenceIdentity || layoutOnly) return true;
    const types = (values: readonly ValueId[]) => values.map((value) => typeOf(this.graph, value));
    const { macs } = definition.counts(node.attributes, types(node.inputs), types(node.results));
    const keepsShape = sameShape(typeOf(this.graph, input).shape, typeOf(this.graph, result).shape);
    return keepsShape && macs === 0 && definition.receptiveField(node.attributes).kind !== "window";
  }

  private read(value: ValueId, reader: Reader): void {
    const readers = this.readers.get(value);
    if (readers) readers.push(reader);
    else this.readers.set(value, [reader]);
  }
}
