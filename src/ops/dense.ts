import { elements, showShape, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { input, add } from "../ir/scalar.js";
import { permuteView } from "../program/view.js";
import { biasSlot, weightedSum } from "./conv.js";
import type { OperatorDefinition } from "./definition.js";
import {
  defaultInitialiser,
  initialiserNames,
  initParameter,
  sampleInitialiser,
  scaledInitialiser,
  type InitialiserName,
} from "./initialisers.js";
import { mapTensors } from "./map.js";
import { matrixProduct } from "./matmul.js";
import { extent, only, operand } from "./operand.js";
import { noTraits } from "./plain.js";
import { booleanIn, numberIn, wordIn } from "./read.js";
import { chance } from "./samples.js";
import { f32 } from "./shapes.js";
import { int, valuesOf } from "./onnx.js";

type DenseAttributes = Readonly<{
  units: number;
  bias: boolean;
  init: InitialiserName;
}>;

export const dense: OperatorDefinition<DenseAttributes> = {
  name: "dense",
  doc: {
    summary: "Fully connected layer: every unit is a weighted sum of all features, plus its bias.",
    shapes: "[F] → [units], weight [units, F]",
    source: "Rosenblatt 1958; ONNX Gemm",
  },
  traits: { ...noTraits, contraction: weightedSum },
  syntax: {
    kind: "call",
    parameters: [
      { name: "units", type: { kind: "int", min: 1 }, doc: "Output features." },
      { name: "bias", type: { kind: "bool" }, default: true, doc: "Whether each unit adds a constant." },
      initParameter,
    ],
    page: {
      counts: "one MAC for each feature and unit",
      example: { x: [64], layers: "output y = dense(10)" },
    },
  },
  resolve: (parameters, x) =>
    flatProblem(x) ?? {
      units: numberIn(parameters, "units"),
      bias: booleanIn(parameters, "bias"),
      init: wordIn(parameters, "init", initialiserNames),
    },
  weights({ units, bias, init }, x) {
    const features = extent(x, 1);
    const initialiser = scaledInitialiser(init, features, units);
    const weight = { name: "weight", shape: [units, features], initialiser, trainable: true };
    return bias ? [weight, biasSlot(units)] : [weight];
  },
  shape({ units, bias }, [x = f32([]), ...weights]) {
    const misfit = flatProblem(x);
    if (misfit) return misfit;
    const expected = [[units, extent(x, 1)], ...(bias ? [[units]] : [])].map(showShape).join(", ");
    const given = weights.map((weight) => showShape(weight.shape)).join(", ");
    if (expected !== given) {
      return new Problem("CNN0301", `dense needs weights ${expected}, but gets ${given}`);
    }
    return [f32([x.shape[0] ?? "N", units])];
  },
  counts: ({ units }, inputs) => ({ macs: elements(operand(inputs, 0).shape) * units, elementwise: 0 }),
  receptiveField: () => ({ kind: "global" }),
  evaluate(_, [x, weight, bias]) {
    if (x === undefined || weight === undefined) throw new Error("dense needs an input and a weight");
    const product = matrixProduct(x, weight, false, true);
    if (bias === undefined) return [product];
    return [mapTensors(add(input(0), input(1)), product.shape, [product, bias], ["trailing", "trailing"])];
  },
  lower(_, inputs, outputs, lowering) {
    lowering.emit({
      kind: "matmul",
      a: operand(inputs, 0),
      b: permuteView(operand(inputs, 1), [1, 0]),
      bias: inputs[2],
      output: only(outputs),
      epilogue: undefined,
    });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes: { bias }, inputs, upstream }) {
    const dy = only(upstream);
    const gradients = [
      graph.apply("matmul", { transposeA: false, transposeB: false }, [dy, operand(inputs, 1)]),
      graph.apply("matmul", { transposeA: true, transposeB: false }, [dy, operand(inputs, 0)]),
    ];
    return bias ? [...gradients, graph.apply("sum", { axes: [0], keepdims: false }, [dy])] : gradients;
  },
  onnx: {
    opType: "Gemm",
    export: (onnx, _, inputs) => onnx.node("Gemm", valuesOf(inputs), { transB: int(1) }),
    import(attributes, inputs) {
      const scaled = numberIn(attributes, "alpha", 1) !== 1 || numberIn(attributes, "beta", 1) !== 1;
      if (scaled || numberIn(attributes, "transA", 0) !== 0 || numberIn(attributes, "transB", 0) !== 1) {
        return new Problem("CNN0205", "a Gemm is a dense layer with alpha and beta 1, transA 0 and transB 1");
      }
      return { units: extent(operand(inputs, 1), 0), bias: inputs.length > 2, init: defaultInitialiser };
    },
  },
  samples(random) {
    const [units, features] = [random(1, 6), random(1, 6)];
    const bias = chance(random);
    const weights = bias ? [[units, features], [units]] : [[units, features]];
    return {
      attributes: { units, bias, init: sampleInitialiser(random) },
      inputs: [["N", features], ...weights],
    };
  },
};

function flatProblem({ shape }: TensorType): Problem | undefined {
  if (shape.length === 2) return undefined;
  return new Problem(
    "CNN0301",
    `dense needs flat features [F], but gets ${showShape(shape)}`,
    "put `flatten` before it",
  );
}
