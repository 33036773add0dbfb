import { elements, showShape, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { reshapeView } from "../program/view.js";
import { type OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { internal } from "./plain.js";
import { chance, randomOrder, randomShape } from "./samples.js";
import { only } from "./operand.js";
import { extentsOfAttribute, f32, shapeAttribute, shapeOfAttribute } from "./shapes.js";
import { onlyValue } from "./onnx.js";

type ReshapeAttributes = Readonly<{
  /** Shape of the result; -1 is the batch. */
  shape: readonly number[];
}>;

export const reshape: OperatorDefinition<ReshapeAttributes> = {
  name: "reshape",
  doc: {
    summary: "The same elements in the same row-major order under another shape.",
    shapes: "any shape → the one given, of as many elements",
    source: "ONNX Reshape",
  },
  ...internal,
  ...anotherView<ReshapeAttributes>(true, (_, input, shape) => reshapeView(input, shape)),
  shape: (attributes, inputs) => {
    const from = only(inputs).shape;
    const to = shapeOfAttribute(attributes.shape);
    return elements(from) === elements(to) && batches(from) === batches(to)
      ? [f32(to)]
      : new Problem("CNN0301", `${showShape(from)} cannot become ${showShape(to)}`);
  },
  evaluate: ({ shape }, inputs, batch) => [
    { shape: extentsOfAttribute(shape, batch), data: only(inputs).data },
  ],
  gradient: ({ graph, inputs, upstream }) => {
    const { shape } = graph.typeOf(only(inputs));
    return [graph.apply("reshape", { shape: shapeAttribute(shape) }, upstream)];
  },
  onnx: {
    // -1 is the batch here and what is left over there.
    export: (onnx, { shape }, inputs) => onnx.node("Reshape", [onlyValue(inputs), onnx.integers(shape)]),
  },
  // Joins neighbouring axes, or moves the extents about.
  samples: (random) => {
    const from = shapeAttribute(randomShape(random));
    const [first = 1, ...rest] = from;
    const middle = random(0, rest.length);
    const joined = [first, elements(rest.slice(0, middle)), elements(rest.slice(middle))];
    const moved = randomOrder(random, from.length).map((axis) => from[axis] ?? 1);
    return {
      attributes: { shape: chance(random) ? joined : moved },
      inputs: [shapeOfAttribute(from)],
    };
  },
};

function batches(shape: Shape): number {
  return shape.filter((dim) => dim === "N").length;
}
