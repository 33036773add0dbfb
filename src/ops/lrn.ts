import { elements, type TensorType } from "../ir/graph.js";
import type { Problem } from "../ir/operator.js";
import { add, constant, input, mul, power, type Scalar } from "../ir/scalar.js";
import type { OperatorDefinition } from "./definition.js";
import { mapTensors } from "./map.js";
import { only, operand } from "./operand.js";
import { noTraits, noWeights, pointwise } from "./plain.js";
import { numberIn } from "./read.js";
import { randomActivation } from "./samples.js";
import { scalarValue } from "./shapes.js";
import { lowerWindowSum, sumOfWindow, type WindowSumAttributes } from "./window_sum.js";
import { spatialProblem } from "./window.js";
import { float, int, onnxScalar, sliceOnnx } from "./onnx.js";

type LrnAttributes = Readonly<{ size: number; alpha: number; beta: number; k: number }>;

const standard: LrnAttributes = { size: 5, alpha: 1e-4, beta: 0.75, k: 1 };

/** The window takes one channel more after than before where its size is even, as in ONNX; PyTorch takes it before. */
export const lrn: OperatorDefinition<LrnAttributes> = {
  name: "lrn",
  doc: {
    summary:
      "Local response normalisation across channels: x * (k + alpha / size * sum of the squares of `size` " +
      "neighbouring channels) ^ -beta. ONNX and PyTorch divide alpha by the size; AlexNet's paper and TensorFlow " +
      "do not, so that the paper's alpha 1e-4 with size 5 is 5e-4 here.",
    shapes: "[C, H, W] → the same",
    source: "Krizhevsky et al. 2012, section 3.3; ONNX LRN",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [
      { name: "size", type: { kind: "int", min: 1 }, default: standard.size, doc: "Channels in a window." },
      {
        name: "alpha",
        type: { kind: "float", min: 0, max: 1e6 },
        default: standard.alpha,
        doc: "Weight of the mean of the squares.",
      },
      {
        name: "beta",
        type: { kind: "float", min: 0, max: 10 },
        default: standard.beta,
        doc: "Exponent of the divisor.",
      },
      {
        name: "k",
        type: { kind: "float", min: 1e-3, max: 1e6 },
        default: standard.k,
        doc: "Added to what the squares give.",
      },
    ],
    page: {
      counts: "size + 4 elementwise operations an element",
      example: { x: [96, 27, 27], layers: "output y = lrn(5, alpha: 5e-4, k: 2)" },
    },
  },
  resolve: (parameters, x) =>
    spatialProblem("lrn", x) ?? {
      size: numberIn(parameters, "size"),
      alpha: numberIn(parameters, "alpha"),
      beta: numberIn(parameters, "beta"),
      k: numberIn(parameters, "k"),
    },
  weights: noWeights,
  shape(_, inputs): readonly TensorType[] | Problem {
    const x = only(inputs);
    return spatialProblem("lrn", x) ?? [x];
  },
  counts: ({ size }, _, results) => ({ macs: 0, elementwise: elements(only(results).shape) * (size + 4) }),
  receptiveField: pointwise,
  evaluate(attributes, inputs) {
    const x = only(inputs);
    const squares = mapTensors(square, x.shape, [x], []);
    const sums = sumOfWindow(neighbours(attributes), squares);
    return [mapTensors(scaled(attributes), x.shape, [x, sums], [])];
  },
  lower(attributes, inputs, outputs, lowering) {
    const x = only(inputs);
    const squares = lowering.temporary(x.shape);
    const sums = lowering.temporary(x.shape);
    lowering.emit({ kind: "map", expression: square, inputs: [x], output: squares });
    lowerWindowSum(neighbours(attributes), squares, sums, lowering);
    lowering.emit({ kind: "map", expression: scaled(attributes), inputs: [x, sums], output: only(outputs) });
  },
  alias: undefined,
  place: undefined,
  /** With s = k + c W(x²), c = alpha / size: dx = dy s^-beta - 2 c beta x Wᵀ(dy x s^(-beta - 1)). */
  gradient({ graph, attributes, inputs, upstream }) {
    const { size, alpha, beta, k } = attributes;
    const { axis, before, after } = neighbours(attributes);
    const x = only(inputs);
    const dy = only(upstream);
    const times = (a: number, b: number): number => graph.apply("mul", {}, [a, b]);
    const timesNumber = (a: number, factor: number): number => times(a, scalarValue(graph, factor));
    const toPower = (a: number, exponent: number): number => graph.apply("power", { exponent }, [a]);

    const squares = graph.apply("window_sum", { axis, before, after }, [times(x, x)]);
    const s = graph.apply("add", {}, [timesNumber(squares, alpha / size), scalarValue(graph, k)]);
    const through = times(times(dy, x), toPower(s, -beta - 1));
    const gathered = graph.apply("window_sum", { axis, before: after, after: before }, [through]);
    const cross = timesNumber(times(x, gathered), (2 * alpha * beta) / size);
    return [graph.apply("sub", {}, [times(dy, toPower(s, -beta)), cross])];
  },
  onnx: {
    opType: "LRN",
    // Engines take odd sizes and positive numbers only; others are written out.
    export(onnx, { size, alpha, beta, k }, inputs) {
      const { value, type } = operand(inputs, 0);
      if (size % 2 === 1 && alpha > 0 && beta > 0 && type.shape.length === 4) {
        const attributes = { size: int(size), alpha: float(alpha), beta: float(beta), bias: float(k) };
        return onnx.node("LRN", [value], attributes);
      }
      const channels = Number(type.shape[1]);
      const { before, after } = neighbours({ size, alpha, beta, k });
      const edges = (extent: number): readonly number[] => [0, extent, ...type.shape.slice(2).map(() => 0)];
      const squares = onnx.node("Mul", [value, value]);
      const padded = onnx.node("Pad", [squares, onnx.integers([...edges(before), ...edges(after)])]);
      const shifted = Array.from({ length: size }, (_, start) =>
        sliceOnnx(onnx, padded, { axis: 1, start, end: start + channels }),
      );
      const scale = onnx.node("Mul", [onnx.node("Sum", shifted), onnxScalar(onnx, alpha / size)]);
      const sum = onnx.node("Add", [scale, onnxScalar(onnx, k)]);
      return onnx.node("Mul", [value, onnx.node("Pow", [sum, onnxScalar(onnx, -beta)])]);
    },
    import: (attributes) => ({
      size: numberIn(attributes, "size"),
      alpha: numberIn(attributes, "alpha", standard.alpha),
      beta: numberIn(attributes, "beta", standard.beta),
      k: numberIn(attributes, "bias", standard.k),
    }),
  },
  samples: (random) => ({
    attributes: {
      size: random(1, 6),
      alpha: random(0, 10) / 10,
      beta: random(0, 8) / 4,
      k: random(1, 4) / 2,
    },
    inputs: [randomActivation(random, 3, 4)],
  }),
};

const square: Scalar = mul(input(0), input(0));

function neighbours({ size }: LrnAttributes): WindowSumAttributes {
  return { axis: 1, before: Math.floor((size - 1) / 2), after: Math.ceil((size - 1) / 2) };
}

/** Input 0 is x, input 1 the sum of the squares. */
function scaled({ size, alpha, beta, k }: LrnAttributes): Scalar {
  return mul(input(0), power(add(constant(k), mul(constant(alpha / size), input(1))), -beta));
}
