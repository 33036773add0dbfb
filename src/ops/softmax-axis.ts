import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { exp, input, sub, type Scalar } from "../ir/scalar.js";
import { reduce } from "../program/program.js";
import { broadcastView } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { mapTensors } from "./map.js";
import { onnxAxis, int, valuesOf } from "./onnx.js";
import { noTraits, noWeights, pointwise } from "./plain.js";
import { randomActivation } from "./samples.js";
import { only } from "./operand.js";
import { reduceTensor } from "./tensor.js";

export type AxisAttributes = Readonly<{
  /** The axis of the classes; 1 where the language makes it. */
  axis: number;
}>;

/** The parts of a softmax along an axis, as tensors or as views. */
interface Parts<T> {
  readonly x: T;
  /** Largest element along the axis. */
  readonly largest: T;
  /** exp(x - largest), at most 1, so that large inputs do not overflow. */
  readonly powers: T;
  /** Sum of `powers` along the axis. */
  readonly sums: T;
}

interface OverExponentials extends Pick<OperatorDefinition<AxisAttributes>, "name" | "gradient"> {
  readonly doc: { readonly summary: string; readonly source: string };
  readonly opType: string;
  /** The result as an expression of some of the parts, which broadcast. */
  readonly expression: Scalar;
  operands<T>(parts: Parts<T>): readonly T[];
}

const power = exp(sub(input(0), input(1)));

/** Softmax or a function of its parts. */
export function overExponentials(init: OverExponentials): OperatorDefinition<AxisAttributes> {
  const { name, doc, opType, expression, gradient } = init;
  return {
    ...{ name, gradient },
    doc: { ...doc, shapes: "[N, C, …] → [N, C, …]" },
    syntax: {
      kind: "call",
      parameters: [],
      page: {
        counts: "4 elementwise operations an element",
        example: { x: [10], layers: `output y = ${name}` },
      },
    },
    resolve: () => ({ axis: 1 }),
    traits: noTraits,
    weights: noWeights,
    shape: ({ axis }, inputs) => {
      const { shape } = only(inputs);
      return typeof shape[axis] === "number"
        ? [only(inputs)]
        : new Problem("CNN0301", `${name} needs an axis ${axis} that is not the batch`);
    },
    // The largest element, the exponential, the sum and the result.
    counts: (_, inputs) => ({ macs: 0, elementwise: 4 * elements(only(inputs).shape) }),
    receptiveField: pointwise,
    evaluate: ({ axis }, inputs) => {
      const x = only(inputs);
      const largest = reduceTensor(x, [axis], -Infinity, Math.max);
      const powers = mapTensors(power, x.shape, [x, largest], []);
      const sums = reduceTensor(powers, [axis], 0, (a, b) => a + b);
      return [mapTensors(expression, x.shape, init.operands({ x, largest, powers, sums }), [])];
    },
    lower: ({ axis }, inputs, outputs, lowering) => {
      const x = only(inputs);
      const reduced = x.shape.with(axis, 1);
      const largest = lowering.temporary(reduced);
      const powers = lowering.temporary(x.shape);
      const sums = lowering.temporary(reduced);
      const repeated = broadcastView(largest, x.shape);
      lowering.emit(reduce("max", x, largest));
      lowering.emit({ kind: "map", expression: power, inputs: [x, repeated], output: powers });
      lowering.emit(reduce("sum", powers, sums));
      const operands = init.operands({ x, largest, powers, sums });
      const views = operands.map((view) => broadcastView(view, x.shape));
      lowering.emit({ kind: "map", expression, inputs: views, output: only(outputs) });
    },
    alias: undefined,
    place: undefined,
    onnx: {
      opType,
      export: (onnx, { axis }, inputs) => onnx.node(opType, valuesOf(inputs), { axis: int(axis) }),
      import: (attributes, [type]) => {
        const axis = onnxAxis(attributes, type, -1);
        return axis instanceof Problem ? axis : { axis };
      },
    },
    samples: (random) => {
      const shape = randomActivation(random);
      return { attributes: { axis: random(1, shape.length - 1) }, inputs: [shape] };
    },
  };
}
