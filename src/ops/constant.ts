import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { type OperatorDefinition } from "./definition.js";
import { internal, noCounts, noTraits, noWeights, pointwise } from "./plain.js";
import { only } from "./operand.js";
import { f32 } from "./shapes.js";

type ConstantAttributes = Readonly<{
  shape: readonly number[];
  /** Row-major. */
  data: readonly number[];
}>;

export const constant: OperatorDefinition<ConstantAttributes> = {
  name: "constant",
  doc: {
    summary: "Numbers known at compile time.",
    shapes: "no input → the shape given",
    source: "ONNX Constant",
  },
  ...internal,
  traits: noTraits,
  weights: noWeights,
  shape: ({ shape, data }) =>
    elements(shape) === data.length
      ? [f32(shape)]
      : new Problem("CNN0301", `${data.length} numbers do not fill [${shape.join(", ")}]`),
  counts: noCounts,
  receptiveField: pointwise,
  evaluate: ({ shape, data }) => [{ shape, data: Float64Array.from(data) }],
  lower: ({ data }, _, outputs, lowering) => {
    lowering.emit({ kind: "constant", data, output: only(outputs) });
  },
  alias: undefined,
  place: undefined,
  gradient: () => [],
  onnx: { export: (onnx, { shape, data }) => onnx.floats(shape, data) },
  samples: (random) => {
    const shape = Array.from({ length: random(0, 4) }, () => random(1, 4));
    return {
      attributes: { shape, data: Array.from({ length: elements(shape) }, () => random(-8, 8)) },
      inputs: [],
    };
  },
};
