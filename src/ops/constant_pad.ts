import type { Dim } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { constant } from "../ir/scalar.js";
import { elementsOf, sliceView } from "../program/view.js";
import { type OperatorDefinition } from "./definition.js";
import { only } from "./operand.js";
import { noCounts, noTraits, noWeights, countsNothing } from "./plain.js";
import { numberIn } from "./read.js";
import { randomActivation } from "./samples.js";
import { f32 } from "./shapes.js";
import { at, tabulate } from "./tensor.js";
import { explicitPadding, spatialProblem } from "./window.js";
import { onlyValue, onnxScalar } from "./onnx.js";

type ConstantPadAttributes = Readonly<{
  /** Begins in axis order, then ends: `[top, left, bottom, right]`, or `[begin, end]` for one axis. */
  padding: readonly number[];
  value: number;
}>;

/** Not called `pad`, which blocks like to call a parameter. */
export const constantPad: OperatorDefinition<ConstantPadAttributes> = {
  name: "constant_pad",
  doc: {
    summary: "Puts a border of one value around the spatial axes.",
    shapes: "[C, H, W] → [C, top + H + bottom, left + W + right] or [C, L] → [C, begin + L + end]",
    source: "PyTorch ConstantPad2d; ONNX Pad",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [
      { name: "pad", type: { kind: "padding" }, doc: "Width of the border, as numbers." },
      {
        name: "value",
        type: { kind: "float", min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
        default: 0,
        doc: "What the border is made of.",
      },
    ],
    page: {
      counts: countsNothing,
      example: { x: [3, 30, 30], layers: "output y = constant_pad(1, value: 0.5)" },
    },
  },
  resolve(parameters, input) {
    const misfit = spatialProblem("constant_pad", input);
    if (misfit) return misfit;
    const { pad = "none" } = parameters;
    if (pad === "same") {
      const help = "write the width of the border as numbers";
      return new Problem("CNN0205", "constant_pad has no window that `same` could refer to", help, "pad");
    }
    const padding = explicitPadding(pad, input.shape.length - 2);
    return padding instanceof Problem ? padding : { padding, value: numberIn(parameters, "value") };
  },
  weights: noWeights,
  shape({ padding }, inputs) {
    const x = only(inputs);
    const misfit = spatialProblem("constant_pad", x);
    if (misfit) return misfit;
    return padding.length === 2 * (x.shape.length - 2)
      ? [f32(padded<Dim>(padding, x.shape))]
      : new Problem("CNN0301", `constant_pad has ${padding.length} sides for ${x.shape.length - 2} axes`);
  },
  counts: noCounts,
  receptiveField: ({ padding }) => {
    const ones = padding.slice(padding.length / 2).map(() => 1);
    return { kind: "window", extent: ones, stride: ones };
  },
  evaluate({ padding, value }, inputs) {
    const x = only(inputs);
    return [
      tabulate(padded(padding, x.shape), (index) => {
        const from = index.map((place, axis) => place - beginOf(padding, axis));
        return from.every((place, axis) => place >= 0 && place < (x.shape[axis] ?? 1)) ? at(x, from) : value;
      }),
    ];
  },
  lower({ padding, value }, inputs, outputs, lowering) {
    const input = only(inputs);
    const output = input.shape.reduce((outer, extent, axis) => {
      const begin = beginOf(padding, axis);
      const inner = sliceView(outer, axis, begin, extent);
      const end = begin + extent;
      const borders = [
        sliceView(outer, axis, 0, begin),
        sliceView(outer, axis, end, (outer.shape[axis] ?? end) - end),
      ];
      for (const border of borders.filter((view) => elementsOf(view) > 0)) {
        lowering.emit({ kind: "map", expression: constant(value), inputs: [], output: border });
      }
      return inner;
    }, only(outputs));
    lowering.emit({ kind: "copy", input, output });
  },
  alias: undefined,
  place: ({ padding }, output, inputs) =>
    only(inputs).shape.reduce(
      (outer, extent, axis) => sliceView(outer, axis, beginOf(padding, axis), extent),
      output,
    ),
  gradient({ graph, attributes: { padding }, inputs, upstream }) {
    const { shape } = graph.typeOf(only(inputs));
    return [
      shape.reduce<number>((value, dim, axis) => {
        const start = beginOf(padding, axis);
        if (axis < 2 || graph.typeOf(value).shape[axis] === dim) return value;
        return graph.apply("slice", { axis, start, end: start + Number(dim) }, [value]);
      }, only(upstream)),
    ];
  },
  onnx: {
    export(onnx, { padding, value }, inputs) {
      const axes = padding.length / 2;
      const widths = [0, 0, ...padding.slice(0, axes), 0, 0, ...padding.slice(axes)];
      return onnx.node("Pad", [onlyValue(inputs), onnx.integers(widths), onnxScalar(onnx, value)]);
    },
  },
  samples(random) {
    const shape = randomActivation(random, 3, 4);
    const padding = Array.from({ length: 2 * (shape.length - 2) }, () => random(0, 3));
    return { attributes: { padding, value: random(-4, 4) / 2 }, inputs: [shape] };
  },
};

/** Elements before those of the input, on an axis of `[N, C, …]`. */
function beginOf(padding: readonly number[], axis: number): number {
  return axis < 2 ? 0 : (padding[axis - 2] ?? 0);
}

function padded<D extends Dim>(padding: readonly number[], shape: readonly D[]): readonly (D | number)[] {
  const axes = padding.length / 2;
  return shape.map((dim, axis) =>
    axis < 2 ? dim : beginOf(padding, axis) + Number(dim) + (padding[axis - 2 + axes] ?? 0),
  );
}
