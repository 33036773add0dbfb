import { trainingNoise } from "./training-noise.js";
import { onlyValue, onnxScalar } from "./onnx.js";

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
    // The rate is an operand since operator set 12; sets 7 to 11 have it as `ratio`.
    // There it is below 1.
    export(onnx, { rate }, inputs) {
      const x = onlyValue(inputs);
      return rate < 1 ? onnx.node("Dropout", [x, onnxScalar(onnx, rate)]) : onnx.node("Identity", [x]);
    },
    import: ({ ratio }) => rateOr(ratio),
  }),
});
