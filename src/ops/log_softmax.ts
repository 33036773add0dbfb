import { input, log, sub } from "../ir/scalar.js";
import { only } from "./operand.js";
import { overExponentials } from "./softmax-axis.js";

export const logSoftmax = overExponentials({
  name: "log_softmax",
  doc: {
    summary:
      "The logarithm of softmax along the channels, exact also where softmax is too small for a float.",
    source: "ONNX LogSoftmax 13",
  },
  opType: "LogSoftmax",
  expression: sub(sub(input(0), input(1)), log(input(2))),
  operands: ({ x, largest, sums }) => [x, largest, sums],
  // dy - softmax(x) sum(dy)
  gradient: ({ graph, attributes: { axis }, inputs, upstream }) => {
    const total = graph.apply("sum", { axes: [axis], keepdims: true }, upstream);
    const share = graph.apply("softmax", { axis }, inputs);
    return [graph.apply("sub", {}, [only(upstream), graph.apply("mul", {}, [share, total])])];
  },
});
