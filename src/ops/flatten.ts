import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { reshapeView } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { onnxAxis, int, valuesOf } from "./onnx.js";
import type { NoAttributes } from "./plain.js";
import { randomActivation } from "./samples.js";
import { only } from "./operand.js";
import { f32, shapeAttribute } from "./shapes.js";
import { countsNothing } from "./plain.js";

export const flatten: OperatorDefinition<NoAttributes> = {
  name: "flatten",
  doc: {
    summary: "One vector a sample, in channels-first order.",
    shapes: "[N, C, …] → [N, C · …]",
    source: "ONNX Flatten, axis 1",
  },
  syntax: {
    kind: "call",
    parameters: [],
    page: { counts: countsNothing, example: { x: [16, 5, 5], layers: "output y = flatten" } },
  },
  resolve: () => ({}),
  ...anotherView<NoAttributes>(true, (_, input, shape) => reshapeView(input, shape)),
  shape: (_, inputs) => {
    const [batch, ...sample] = only(inputs).shape;
    return batch === undefined
      ? new Problem("CNN0301", "flatten needs a batch axis")
      : [f32([batch, elements(sample)])];
  },
  evaluate: (_, inputs) => {
    const { shape, data } = only(inputs);
    const [batch = 1, ...sample] = shape;
    return [{ shape: [batch, elements(sample)], data }];
  },
  gradient: ({ graph, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    return [graph.apply("reshape", { shape: shapeAttribute(shape) }, upstream)];
  },
  onnx: {
    opType: "Flatten",
    export: (onnx, _, inputs) => onnx.node("Flatten", valuesOf(inputs), { axis: int(1) }),
    import: (attributes, [input]) => {
      const axis = onnxAxis(attributes, input, 1);
      if (axis instanceof Problem) return axis;
      return axis === 1 ? {} : new Problem("CNN0205", `flatten starts at axis 1, not ${axis}`);
    },
  },
  samples: (random) => ({ attributes: {}, inputs: [randomActivation(random)] }),
};
