import { input, mul, sub } from "../ir/scalar.js";
import { meanLoss } from "./loss.js";
import { softplusOf } from "./softplus.js";

const [x, target] = [input(0), input(1)];

export const binaryCrossEntropy = meanLoss({
  name: "binary_cross_entropy",
  doc: {
    summary:
      "The mean over batch and elements of -target log(p) - (1 - target) log(1 - p) for p = sigmoid(prediction): " +
      "predictions are logits, and the loss is computed from them without overflow.",
    source: "Good 1952; PyTorch BCEWithLogitsLoss",
  },
  // Of logit x: log(1 + exp(x)) - x * target.
  element: sub(softplusOf(x), mul(x, target)),
  slopes: (graph, prediction, wanted) => [
    graph.apply("sub", {}, [graph.apply("sigmoid", {}, [prediction]), wanted]),
    graph.apply("neg", {}, [prediction]),
  ],
});
