import { GraphBuilder } from "../../../ir/builder.js";
import {
  elements,
  type Attributes,
  type Graph,
  type Origin,
  type Shape,
  type ValueId,
} from "../../../ir/graph.js";
import { operatorNamed } from "../../../ir/operator.js";
import type { OperatorDefinition } from "../../../ops/definition.js";
import { extentsOfAttribute } from "../../../ops/shapes.js";
import { limited } from "./fold.js";
import { floats, reshaped, tensorOf, turned, type Known } from "./known.js";
import { checkAttributes } from "./attributes.js";
import { granted, unsupported } from "./refusal.js";

/** What flows along an edge of the ONNX graph: numbers that are known, or a value of the graph. */
export type Flow =
  | {
      readonly kind: "known";
      readonly tensor: Known;
      /** Of an initialiser. */ readonly name?: string | undefined;
    }
  | { readonly kind: "value"; readonly value: ValueId };

/** More elements than any tensor of the graph may have for one sample. */
const elementLimit = 2 ** 31;

/** The graph as it grows. Known tensors that it uses are weights, under names of their own until the layers name them. */
export class Draft {
  readonly builder: GraphBuilder;
  /** The numbers of the weights, by name. */
  readonly data = new Map<string, Known>();
  private readonly placed = new Map<Known, ValueId>();

  constructor(private readonly operators: ReadonlyMap<string, OperatorDefinition>) {
    this.builder = new GraphBuilder(operators);
  }

  shapeOf(flow: Flow): Shape {
    return flow.kind === "known" ? flow.tensor.shape : this.builder.typeOf(flow.value).shape;
  }

  /** The only result of an operator; computed at once where all operands are known. */
  apply(op: string, attributes: Attributes, operands: readonly Flow[], origin: Origin): Flow {
    const definition = operatorNamed(this.operators, op);
    checkAttributes(definition, attributes);
    const known = operands.flatMap((flow) => (flow.kind === "known" ? [flow.tensor] : []));
    if (known.length === operands.length && operands.length > 0) {
      return { kind: "known", tensor: evaluate(definition, attributes, known) };
    }
    const inputs = operands.map((flow) => this.value(flow, origin));
    const [value] = granted(this.builder.tryNode({ op, attributes, inputs, origin }));
    if (value === undefined) throw new Error(`${op} has no result`);
    const { shape } = this.builder.typeOf(value);
    if (!(elements(shape) < elementLimit)) unsupported(`its result [${shape.join(", ")}] is too large`);
    if (elements(shape) === 0) unsupported("its result has no elements");
    return { kind: "value", value };
  }

  /** The value of the graph that a flow is. */
  value(flow: Flow, origin: Origin): ValueId {
    if (flow.kind === "value") return flow.value;
    const { tensor } = flow;
    const known = this.placed.get(tensor);
    if (known !== undefined) return known;
    if (tensor.kind !== "float") unsupported("whole numbers cannot be an operand of the network");
    if (tensor.data.length === 0) unsupported("an operand has no elements");
    const path = this.freshName(flow.name ?? "constant");
    const fill = { kind: "fill", value: 0 } as const;
    const { shape } = tensor;
    const value = this.builder.weight({ path, shape, initialiser: fill, trainable: true, origin });
    this.placed.set(tensor, value);
    this.data.set(path, tensor);
    return value;
  }

  finish(name: string, doc: string): Graph {
    return this.builder.finish(name, doc);
  }

  private freshName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.data.has(name); count += 1) name = `${wanted}_${count}`;
    return name;
  }
}

/** Operators that only move elements, so that shape arithmetic may use them too. */
const movements: ReadonlySet<string> = new Set([
  "reshape",
  "flatten",
  "transpose",
  "slice",
  "concat",
  "expand",
]);

function evaluate(definition: OperatorDefinition, attributes: Attributes, known: readonly Known[]): Known {
  const [first] = known;
  const isWhole = first?.kind === "integer";
  if (known.some(({ kind }) => kind !== first?.kind) || (isWhole && !movements.has(definition.name))) {
    unsupported("whole numbers cannot be an operand of the network");
  }
  const types = known.map(({ shape }) => ({ dtype: "f32" as const, shape }));
  const [type] = granted(definition.shape(attributes, types));
  const shape = extentsOfAttribute((type?.shape ?? []).map(Number), 1);
  // Weights of dense layers, which may be large.
  if (definition.name === "transpose" && first?.shape.length === 2 && String(attributes.order) === "1,0") {
    return turned(first);
  }
  if (definition.traits.layoutOnly && first !== undefined) return reshaped(first, shape);
  limited(shape, ...known);
  const [result] = definition.evaluate(attributes, known.map(tensorOf), 1);
  if (result === undefined) throw new Error(`${definition.name} has no result`);
  return isWhole ? { ...result, kind: "integer" } : floats(result.data, result.shape);
}
