import { Problem } from "../ir/operator.js";
import { input } from "../ir/scalar.js";
import type { OperatorDefinition } from "./definition.js";
import { elementwise } from "./elementwise.js";

type NoiseAttributes = Readonly<{
  /** Probability of a zero in training. */
  rate: number;
}>;

interface TrainingNoise {
  readonly name: string;
  readonly doc: { readonly summary: string; readonly source: string };
  readonly standardRate: number;
  /** What `rate` is the probability of. */
  readonly rateDoc: string;
  onnx(rateOr: (rate: unknown) => NoiseAttributes | Problem): OperatorDefinition<NoiseAttributes>["onnx"];
}

/** Zeroes at random in training. The graph holds the inference form, which passes its input through. */
export function trainingNoise(init: TrainingNoise): OperatorDefinition<NoiseAttributes> {
  const { name, standardRate } = init;
  const rateOr = (rate: unknown): NoiseAttributes | Problem => {
    if (rate === undefined) return { rate: standardRate };
    return typeof rate === "number" && rate >= 0 && rate <= 1
      ? { rate }
      : new Problem("CNN0205", `the rate of ${name} is a number from 0 to 1`, undefined, "rate");
  };
  return elementwise<NoiseAttributes>({
    name,
    doc: { ...init.doc, shapes: "any shape → the same" },
    syntax: {
      kind: "call",
      parameters: [
        { name: "rate", type: { kind: "float", min: 0, max: 1 }, default: standardRate, doc: init.rateDoc },
      ],
      page: {
        counts: "none in inference",
        example: { x: [64], layers: `output y = dense(10) -> ${name}(${standardRate})` },
      },
    },
    resolve: ({ rate }) => rateOr(rate),
    arity: 1,
    commutative: false,
    inferenceIdentity: true,
    mismatch: "CNN0301",
    expression: () => input(0),
    gradient: ({ upstream }) => upstream,
    onnx: init.onnx(rateOr),
    sampleAttributes: (random) => ({ rate: random(0, 10) / 10 }),
  });
}
