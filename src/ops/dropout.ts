import { input } from "../ir/scalar.js";
import { Problem } from "../ir/operator.js";
import { elementwise } from "./elementwise.js";

type DropoutAttributes = Readonly<{
  /** Probability of a zero in training. */
  rate: number;
}>;

const standardRate = 0.5;

/** The graph holds the inference form, which passes its input through. */
export const dropout = elementwise<DropoutAttributes>({
  name: "dropout",
  doc: {
    summary: "Zeroes elements at random in training; passes its input through in inference.",
    shapes: "any shape → the same",
    source: "Srivastava et al. 2014; ONNX Dropout",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "rate",
        type: { kind: "float", min: 0, max: 1 },
        default: standardRate,
        doc: "probability of a zero in training",
      },
    ],
  },
  resolve: ({ rate }) => rateOr(rate),
  arity: 1,
  commutative: false,
  inferenceIdentity: true,
  mismatch: "CNN0301",
  expression: () => input(0),
  gradient: ({ upstream }) => upstream,
  onnx: {
    opType: "Dropout",
    // The rate is an operand since opset 12, and inference ignores it; opsets 7 to 11 have it as `ratio`.
    export: () => ({ opType: "Dropout", attributes: {}, inputs: [0] }),
    import: ({ ratio }) => rateOr(ratio),
  },
  sampleAttributes: (random) => ({ rate: random(0, 10) / 10 }),
});

function rateOr(rate: unknown): DropoutAttributes | Problem {
  if (rate === undefined) return { rate: standardRate };
  return typeof rate === "number" && rate >= 0 && rate <= 1
    ? { rate }
    : new Problem("CNN0205", "the rate of dropout is a number from 0 to 1", undefined, "rate");
}
