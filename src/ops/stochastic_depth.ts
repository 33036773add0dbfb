import { NoOnnx } from "./definition.js";
import { trainingNoise } from "./training-noise.js";

export const stochasticDepth = trainingNoise({
  name: "stochastic_depth",
  doc: {
    summary:
      "At the end of a residual's body: zeroes it for whole samples at random in training; passes it through in inference.",
    source: "Huang et al. 2016, Deep Networks with Stochastic Depth",
  },
  standardRate: 0.2,
  rateDoc: "probability that a sample skips the body in training",
  onnx: () => new NoOnnx("inference, which ONNX files are for, passes the input through"),
});
