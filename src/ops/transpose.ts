import { showShape, type Dim } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { permuteView } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { countsNothing } from "./plain.js";
import { numbersIn } from "./read.js";
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
    summary: "The same elements with the axes in another order.",
    shapes: "[A, B, C] → [C, A, B] for [2, 0, 1]",
    source: "ONNX Transpose",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "order",
        type: { kind: "order" },
        doc: "For each axis of the result, which one of the input it is: 0 is the channels; the batch is not counted.",
      },
    ],
    page: {
      counts: countsNothing,
      example: { x: [3, 16, 24], layers: "output y = transpose([0, 2, 1])" },
    },
  },
  resolve(parameters, { shape }) {
    const order = numbersIn(parameters, "order");
    const axes = shape.length - 1;
    if (isOrder(order, axes)) return { order: [0, ...order.map((axis) => axis + 1)] };
    const all = Array.from({ length: axes }, (_, axis) => axis).join(", ");
    return new Problem(
      "CNN0301",
      `[${order.join(", ")}] is no order of the axes of ${showShape(shape)}`,
      `list each of ${all} once; the batch is not counted`,
      "order",
    );
  },
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
