import { input, mul, sub } from "../ir/scalar.js";
import { meanLoss } from "./loss.js";
import { scalarValue } from "./shapes.js";

const difference = sub(input(0), input(1));

export const meanSquaredError = meanLoss({
  name: "mean_squared_error",
  doc: {
    summary: "The mean over batch and elements of (prediction - target)².",
    source: "Legendre 1805; PyTorch MSELoss",
  },
  element: mul(difference, difference),
  slopes: (graph, prediction, target) => {
    const two = scalarValue(graph, 2);
    const slope = graph.apply("mul", {}, [graph.apply("sub", {}, [prediction, target]), two]);
    return [slope, graph.apply("neg", {}, [slope])];
  },
});
