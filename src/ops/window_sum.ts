import { elements, type Shape } from "../ir/graph.js";
import { elementsOf, reshapeView, rowMajorStrides, type View } from "../program/view.js";
import { NoOnnx, type Lowering, type OperatorDefinition, type Tensor } from "./definition.js";
import { only } from "./operand.js";
import { internal, noTraits, noWeights, pointwise } from "./plain.js";
import { randomActivation } from "./samples.js";

export type WindowSumAttributes = Readonly<{
  axis: number;
  /** Neighbours taken before and after each element. */
  before: number;
  after: number;
}>;

export const windowSum: OperatorDefinition<WindowSumAttributes> = {
  name: "window_sum",
  doc: {
    summary:
      "Sum of neighbours along an axis: y[c] = x[c - before] + … + x[c + after], as far as they exist.",
    shapes: "any shape → the same",
    source: "the sum in Krizhevsky et al. 2012, section 3.3",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape: (_, inputs) => [only(inputs)],
  counts: ({ before, after }, _, results) => ({
    macs: 0,
    elementwise: elements(only(results).shape) * (before + after),
  }),
  receptiveField: pointwise,
  evaluate: (attributes, inputs) => [sumOfWindow(attributes, only(inputs))],
  lower(attributes, inputs, outputs, lowering) {
    lowerWindowSum(attributes, only(inputs), only(outputs), lowering);
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, attributes: { axis, before, after }, upstream }) => [
    graph.apply("window_sum", { axis, before: after, after: before }, upstream),
  ],
  onnx: new NoOnnx("ONNX has it as a part of LRN only"),
  samples(random) {
    const shape: Shape = randomActivation(random);
    const axis = random(1, shape.length - 1);
    return { attributes: { axis, before: random(0, 3), after: random(0, 3) }, inputs: [shape] };
  },
};

export function sumOfWindow({ axis, before, after }: WindowSumAttributes, { shape, data }: Tensor): Tensor {
  const extent = shape[axis] ?? 1;
  const inner = rowMajorStrides(shape)[axis] ?? 1;
  const sums = data.map((_, at) => {
    const index = Math.floor(at / inner) % extent;
    let sum = 0;
    for (let i = Math.max(0, index - before); i <= Math.min(extent - 1, index + after); i += 1) {
      sum += data[at + (i - index) * inner] ?? 0;
    }
    return sum;
  });
  return { shape, data: sums };
}

/** A pooling call over views `[outer, 1, axis, inner]`, with copies where strides cannot say that. */
export function lowerWindowSum(
  { axis, before, after }: WindowSumAttributes,
  input: View,
  output: View,
  lowering: Lowering,
): void {
  const { shape } = input;
  const elementsBetween = (from: number, to?: number): number => elementsOf({ shape: shape.slice(from, to) });
  const folded = [elementsBetween(0, axis), 1, shape[axis] ?? 1, elementsBetween(axis + 1)];
  const unfold = (view: View): View => ({ ...view, shape, strides: rowMajorStrides(shape) });

  let from = reshapeView(input, folded);
  if (from === undefined) {
    from = lowering.temporary(folded);
    lowering.emit({ kind: "copy", input, output: unfold(from) });
  }
  const direct = reshapeView(output, folded);
  const to = direct ?? lowering.temporary(folded);
  lowering.emit({
    kind: "pool",
    reduction: "sum",
    countPadding: false,
    window: {
      kernel: [before + after + 1, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [before, 0, after, 0],
    },
    input: from,
    output: to,
  });
  if (direct === undefined) lowering.emit({ kind: "copy", input: unfold(to), output });
}
