import { trainingNoise } from "./training-noise.js";

export const dropout = trainingNoise({
  name: "dropout",
  doc: {
    summary: "Zeroes elements at random in training; passes its input through in inference.",
    source: "Srivastava et al. 2014; ONNX Dropout",
  },
  standardRate: 0.5,
  rateDoc: "probability of a zero in training",
  onnx: (rateOr) => ({
    opType: "Dropout",
    // The rate is an operand since opset 12, and inference ignores it; opsets 7 to 11 have it as `ratio`.
    export: () => ({ opType: "Dropout", attributes: {}, inputs: [0] }),
    import: ({ ratio }) => rateOr(ratio),
  }),
});
