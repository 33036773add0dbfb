import { elements, showShape, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { reshapeView } from "../program/view.js";
import { type OperatorDefinition } from "./definition.js";
import { anotherView } from "./layout.js";
import { countsNothing } from "./plain.js";
import { numbersIn } from "./read.js";
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
    summary:
      "The same elements under another shape, in their order: the last axis runs fastest, the channels slowest.",
    shapes: "any → the one given, of as many elements",
    source: "ONNX Reshape",
  },
  syntax: {
    kind: "call",
    parameters: [
      {
        name: "shape",
        type: { kind: "shape" },
        doc: "Extents of the result without the batch; `_` is what the others leave over.",
      },
    ],
    page: {
      counts: countsNothing,
      example: { x: [12, 8, 8], layers: "reshape([3, 4, 8, 8])\noutput y = reshape([_, 16])" },
    },
  },
  resolve(parameters, { shape: from }) {
    const to = numbersIn(parameters, "shape");
    const count = elements(from);
    const known = to.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
    const fail = (message: string): Problem => new Problem("CNN0301", message, undefined, "shape");
    if (!to.includes(-1)) {
      if (known === count) return { shape: [-1, ...to] };
      return fail(`${showShape(from)} has ${count} elements, and [${to.join(", ")}] has ${known}`);
    }
    if (count % known === 0) {
      return { shape: [-1, ...to.map((extent) => (extent === -1 ? count / known : extent))] };
    }
    const shown = to.map((extent) => (extent === -1 ? "_" : extent)).join(", ");
    return fail(
      `the ${count} elements of ${showShape(from)} are no multiple of the ${known} that [${shown}] says`,
    );
  },
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
