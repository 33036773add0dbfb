import { div, input } from "../ir/scalar.js";
import { only } from "./operand.js";
import { overExponentials } from "./softmax-axis.js";

export const softmax = overExponentials({
  name: "softmax",
  doc: {
    summary: "Exponentials over their sum along the channels: positive numbers that add up to 1.",
    source: "Bridle 1990; ONNX Softmax 13",
  },
  opType: "Softmax",
  expression: div(input(0), input(1)),
  operands: ({ powers, sums }) => [powers, sums],
  // y (dy - sum(dy y))
  gradient: ({ graph, attributes: { axis }, results, upstream }) => {
    const y = only(results);
    const dy = only(upstream);
    const total = graph.apply("sum", { axes: [axis], keepdims: true }, [graph.apply("mul", {}, [dy, y])]);
    return [graph.apply("mul", {}, [y, graph.apply("sub", {}, [dy, total])])];
  },
});
