import * as scalar from "../ir/scalar.js";
import { activation } from "./elementwise.js";
import { only } from "./operand.js";
import { scalarValue } from "./shapes.js";

export const tanh = activation({
  name: "tanh",
  doc: {
    summary: "Hyperbolic tangent.",
    shapes: "any shape → the same",
    source: "LeCun et al. 1998, Efficient BackProp; ONNX Tanh",
  },
  expression: scalar.tanh(scalar.input(0)),
  // y' = 1 - y²
  gradient: ({ graph, results, upstream }) => {
    const y = only(results);
    const slope = graph.apply("sub", {}, [scalarValue(graph, 1), graph.apply("mul", {}, [y, y])]);
    return [graph.apply("mul", {}, [only(upstream), slope])];
  },
  onnx: "Tanh",
});
