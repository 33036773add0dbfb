import type { NodeBuilder } from "../ir/builder.js";
import type { ValueId } from "../ir/graph.js";
import * as scalar from "../ir/scalar.js";
import type { OperatorDefinition } from "./definition.js";
import { arithmetic } from "./elementwise.js";
import { only, operand } from "./operand.js";
import type { NoAttributes } from "./plain.js";
import { scalarValue, sumTo } from "./shapes.js";

/**
 * `dy` where `a` is larger than `b`, and the rest of it, where `b` is; half and half where they are equal, as in
 * PyTorch.
 */
export function sendToLarger(
  graph: NodeBuilder,
  a: ValueId,
  b: ValueId,
  dy: ValueId,
): readonly [ValueId, ValueId] {
  const binary = (op: string, left: ValueId, right: ValueId): ValueId => graph.apply(op, {}, [left, right]);
  const exceeds = (left: ValueId, right: ValueId): ValueId =>
    graph.apply("step", {}, [binary("sub", left, right)]);
  const one = scalarValue(graph, 1);
  const twice = binary("add", one, binary("sub", exceeds(a, b), exceeds(b, a)));
  const toA = binary("mul", dy, binary("mul", twice, scalarValue(graph, 0.5)));
  return [toA, binary("sub", dy, toA)];
}

/** The larger or the smaller of two values. */
export function extremum(kind: "max" | "min", word: string, onnx: string): OperatorDefinition<NoAttributes> {
  return arithmetic({
    name: `${kind}imum`,
    doc: {
      summary: `The ${word} of a and b; equal ones get half the gradient each.`,
      shapes: "two shapes that broadcast → the common one",
      source: `ONNX ${onnx}`,
    },
    arity: 2,
    commutative: true,
    expression: scalar[kind](scalar.input(0), scalar.input(1)),
    gradient: ({ graph, inputs, upstream }) => {
      const [a, b, dy] = [operand(inputs, 0), operand(inputs, 1), only(upstream)];
      const [toLarger, toSmaller] = sendToLarger(graph, a, b, dy);
      const [toA, toB] = kind === "max" ? [toLarger, toSmaller] : [toSmaller, toLarger];
      return [sumTo(graph, toA, graph.typeOf(a).shape), sumTo(graph, toB, graph.typeOf(b).shape)];
    },
    onnx,
  });
}
