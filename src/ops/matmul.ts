import { elements, showShape, type Dim } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { permuteView, type View } from "../program/view.js";
import { NoOnnx, type OperatorDefinition, type Tensor } from "./definition.js";
import { only, operand } from "./operand.js";
import { internal, noTraits, noWeights } from "./plain.js";
import { chance } from "./samples.js";
import { f32 } from "./shapes.js";

type MatmulAttributes = Readonly<{ transposeA: boolean; transposeB: boolean }>;

export const matmul: OperatorDefinition<MatmulAttributes> = {
  name: "matmul",
  doc: {
    summary: "Product of two matrices, each of which may be transposed first.",
    shapes: "[m, k], [k, n] → [m, n]",
    source: "BLAS GEMM",
  },
  traits: noTraits,
  ...internal,
  weights: noWeights,
  shape({ transposeA, transposeB }, inputs) {
    const [a, b] = [operand(inputs, 0).shape, operand(inputs, 1).shape];
    const [m, k] = transposed(a, transposeA);
    const [depth, n] = transposed(b, transposeB);
    if (a.length !== 2 || b.length !== 2 || m === undefined || n === undefined || k !== depth) {
      return new Problem("CNN0301", `matmul cannot multiply ${showShape(a)} and ${showShape(b)}`);
    }
    return [f32([m, n])];
  },
  counts: ({ transposeA }, inputs, results) => {
    const depth = transposed(operand(inputs, 0).shape, transposeA).slice(1);
    return { macs: elements(only(results).shape) * elements(depth), elementwise: 0 };
  },
  receptiveField: () => ({ kind: "global" }),
  evaluate: ({ transposeA, transposeB }, inputs) => [
    matrixProduct(operand(inputs, 0), operand(inputs, 1), transposeA, transposeB),
  ],
  lower({ transposeA, transposeB }, inputs, outputs, lowering) {
    const side = (view: View, turn: boolean): View => (turn ? permuteView(view, [1, 0]) : view);
    lowering.emit({
      kind: "matmul",
      a: side(operand(inputs, 0), transposeA),
      b: side(operand(inputs, 1), transposeB),
      bias: undefined,
      output: only(outputs),
      epilogue: undefined,
    });
  },
  alias: undefined,
  place: undefined,
  gradient({ graph, attributes: { transposeA, transposeB }, inputs, upstream }) {
    const a = operand(inputs, 0);
    const b = operand(inputs, 1);
    const dy = only(upstream);
    return [
      transposeA
        ? graph.apply("matmul", { transposeA: transposeB, transposeB: true }, [b, dy])
        : graph.apply("matmul", { transposeA: false, transposeB: !transposeB }, [dy, b]),
      transposeB
        ? graph.apply("matmul", { transposeA: true, transposeB: transposeA }, [dy, a])
        : graph.apply("matmul", { transposeA: !transposeA, transposeB: false }, [a, dy]),
    ];
  },
  onnx: new NoOnnx("only gradients make it; Gemm belongs to the dense layer"),
  samples(random) {
    const attributes = { transposeA: chance(random), transposeB: chance(random) };
    // The batch is among the rows, or, as in the gradient to a dense layer's weight, what is summed over.
    const [m, k]: readonly [Dim, Dim] = chance(random) ? ["N", random(1, 5)] : [random(1, 5), "N"];
    const n = random(1, 5);
    return {
      attributes,
      inputs: [transposed([m, k], attributes.transposeA), transposed([k, n], attributes.transposeB)],
    };
  },
};

function transposed<T>(pair: readonly T[], turn: boolean): readonly T[] {
  return turn ? pair.toReversed() : pair;
}

/** The product in float64. */
export function matrixProduct(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const [m = 0, k = 0] = transposed(a.shape, transposeA);
  const [, n = 0] = transposed(b.shape, transposeB);
  const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
  const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let l = 0; l < k; l += 1) {
        sum += (a.data[i * aRow + l * aColumn] ?? 0) * (b.data[l * bRow + j * bColumn] ?? 0);
      }
      data[i * n + j] = sum;
    }
  }
  return { shape: [m, n], data };
}
