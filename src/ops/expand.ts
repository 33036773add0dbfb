import { broadcastShape } from "../ir/broadcast.js";
import { sameShape, showShape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { broadcastView } from "../program/view.js";
import { type OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { internal } from "./plain.js";
import { randomOperand, randomShape } from "./samples.js";
import { only, operand } from "./operand.js";
import { extentsOfAttribute, f32, shapeAttribute, shapeOfAttribute, sumTo } from "./shapes.js";
import { at, tabulate } from "./tensor.js";

export type ExpandAttributes = Readonly<{
  /** Shape of the result, to which the input broadcasts; -1 is the batch. */
  shape: readonly number[];
}>;

export const expand: OperatorDefinition<ExpandAttributes> = {
  name: "expand",
  doc: {
    summary: "Repeats the input along axes of extent 1 and new leading axes.",
    shapes: "any shape → the one given, to which it broadcasts",
    source: "NumPy broadcasting; ONNX Expand",
  },
  ...internal,
  ...anotherView<ExpandAttributes>(false, (_, input, shape) => broadcastView(input, shape)),
  shape: (attributes, inputs) => {
    const from = only(inputs).shape;
    const to = shapeOfAttribute(attributes.shape);
    const common = broadcastShape([from, to]);
    return common !== undefined && sameShape(common, to)
      ? [f32(to)]
      : new Problem("CNN0301", `${showShape(from)} cannot be repeated to ${showShape(to)}`);
  },
  evaluate: ({ shape }, inputs, batch) => {
    const x = only(inputs);
    return [tabulate(extentsOfAttribute(shape, batch), (index) => at(x, index))];
  },
  gradient: ({ graph, inputs, upstream }) => [sumTo(graph, only(upstream), graph.typeOf(only(inputs)).shape)],
  onnx: {
    // Where the batch is, the input has it too, or is repeated: 1 keeps what is there.
    export(onnx, { shape }, inputs) {
      const [{ value, type }] = [operand(inputs, 0)];
      const lead = shape.length - type.shape.length;
      const repeated = shape.findIndex((extent, axis) => extent === -1 && type.shape[axis - lead] !== "N");
      if (repeated >= 0)
        return new Problem("CNN0603", "ONNX does not know the batch that it is to repeat to");
      return onnx.node("Expand", [value, onnx.integers(shape.map((extent) => Math.max(extent, 1)))]);
    },
  },
  samples: (random) => {
    const shape = randomShape(random);
    return { attributes: { shape: shapeAttribute(shape) }, inputs: [randomOperand(random, shape)] };
  },
};
