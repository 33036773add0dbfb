import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { div, exp, input, sub } from "../ir/scalar.js";
import { broadcastView } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { onnxAxis } from "./onnx.js";
import { noTraits, noWeights, pointwise } from "./plain.js";
import { randomActivation } from "./samples.js";
import { only } from "./operand.js";
import { at, reduceTensor, tabulate } from "./tensor.js";

type SoftmaxAttributes = Readonly<{
  /** The axis of the classes; 1 where the language makes it. */
  axis: number;
}>;

export const softmax: OperatorDefinition<SoftmaxAttributes> = {
  name: "softmax",
  doc: {
    summary: "Exponentials over their sum along the channels: positive numbers that add up to 1.",
    shapes: "[N, C, …] → [N, C, …]",
    source: "Bridle 1990; ONNX Softmax 13",
  },
  syntax: { kind: "call", parameters: [] },
  resolve: () => ({ axis: 1 }),
  traits: noTraits,
  weights: noWeights,
  shape: ({ axis }, inputs) => {
    const { shape } = only(inputs);
    return typeof shape[axis] === "number"
      ? [only(inputs)]
      : new Problem("CNN0301", `softmax needs an axis ${axis} that is not the batch`);
  },
  // The largest element, the exponential, the sum and the quotient.
  counts: (_, inputs) => ({ macs: 0, elementwise: 4 * elements(only(inputs).shape) }),
  receptiveField: pointwise,
  evaluate: ({ axis }, inputs) => {
    const x = only(inputs);
    // exp(x - max) is at most 1, so that large inputs do not overflow.
    const largest = reduceTensor(x, [axis], -Infinity, Math.max);
    const powers = tabulate(x.shape, (index) => Math.exp(at(x, index) - at(largest, index)));
    const sums = reduceTensor(powers, [axis], 0, (a, b) => a + b);
    return [tabulate(x.shape, (index) => at(powers, index) / at(sums, index))];
  },
  lower: ({ axis }, inputs, outputs, lowering) => {
    const x = only(inputs);
    const output = only(outputs);
    const reduced = x.shape.map((extent, at) => (at === axis ? 1 : extent));
    const largest = lowering.temporary(reduced);
    const powers = lowering.temporary(x.shape);
    const sums = lowering.temporary(reduced);
    lowering.emit({ kind: "reduce", reduction: "max", input: x, output: largest });
    lowering.emit({
      kind: "map",
      expression: exp(sub(input(0), input(1))),
      inputs: [x, broadcastView(largest, x.shape)],
      output: powers,
    });
    lowering.emit({ kind: "reduce", reduction: "sum", input: powers, output: sums });
    lowering.emit({
      kind: "map",
      expression: div(input(0), input(1)),
      inputs: [powers, broadcastView(sums, x.shape)],
      output,
    });
  },
  alias: undefined,
  place: undefined,
  // y (dy - sum(dy y))
  gradient: ({ graph, attributes: { axis }, results, upstream }) => {
    const y = only(results);
    const dy = only(upstream);
    const total = graph.apply("sum", { axes: [axis], keepdims: true }, [graph.apply("mul", {}, [dy, y])]);
    return [graph.apply("mul", {}, [y, graph.apply("sub", {}, [dy, total])])];
  },
  onnx: {
    opType: "Softmax",
    export: ({ axis }) => ({ opType: "Softmax", attributes: { axis }, inputs: [0] }),
    import: (attributes, [input]) => {
      const axis = onnxAxis(attributes, input, -1);
      return axis instanceof Problem ? axis : { axis };
    },
  },
  samples: (random) => {
    const shape = randomActivation(random);
    return { attributes: { axis: random(1, shape.length - 1) }, inputs: [shape] };
  },
};
