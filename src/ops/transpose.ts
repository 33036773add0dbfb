import type { Dim } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { permuteView } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { internal } from "./plain.js";
import { randomOrder, randomShape } from "./samples.js";
import { only } from "./operand.js";
import { f32 } from "./shapes.js";
import { at, tabulate } from "./tensor.js";
import { ints, valuesOf } from "./onnx.js";

type TransposeAttributes = Readonly<{
  /** Axis `i` of the result is axis `order[i]` of the input. */
  order: readonly number[];
}>;

export const transpose: OperatorDefinition<TransposeAttributes> = {
  name: "transpose",
  doc: {
    summary: "Reorders the axes.",
    shapes: "[A, B, C] → [C, A, B] for (2, 0, 1)",
    source: "ONNX Transpose",
  },
  ...internal,
  ...anotherView<TransposeAttributes>(false, ({ order }, input) => permuteView(input, order)),
  shape: ({ order }, inputs) => {
    const { shape } = only(inputs);
    if (!isOrder(order, shape.length)) {
      return new Problem("CNN0301", `(${order.join(", ")}) is no order of ${shape.length} axes`);
    }
    return [f32(permuted<Dim>(shape, order))];
  },
  evaluate: ({ order }, inputs) => {
    const x = only(inputs);
    const back = inverseOrder(order);
    return [tabulate(permuted(x.shape, order), (index) => at(x, permuted(index, back)))];
  },
  gradient: ({ graph, attributes, upstream }) => [
    graph.apply("transpose", { order: inverseOrder(attributes.order) }, upstream),
  ],
  onnx: {
    opType: "Transpose",
    export: (onnx, { order }, inputs) => onnx.node("Transpose", valuesOf(inputs), { perm: ints(order) }),
    import: ({ perm }, [input]) => {
      const rank = input?.shape.length ?? 0;
      if (perm === undefined) return { order: Array.from({ length: rank }, (_, axis) => rank - 1 - axis) };
      return typeof perm === "object" ? { order: perm } : new Problem("CNN0205", "perm is a list of axes");
    },
  },
  samples: (random) => {
    const shape = randomShape(random);
    return { attributes: { order: randomOrder(random, shape.length) }, inputs: [shape] };
  },
};

function isOrder(order: readonly number[], rank: number): boolean {
  return order.length === rank && [...order].sort((a, b) => a - b).every((axis, index) => axis === index);
}

export function inverseOrder(order: readonly number[]): readonly number[] {
  return order.map((_, axis) => order.indexOf(axis));
}

export function permuted<T>(list: readonly T[], order: readonly number[]): readonly T[] {
  return order.flatMap((axis) => list.slice(axis, axis + 1));
}
