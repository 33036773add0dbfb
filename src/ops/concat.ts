import { sameShape, showShape, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { sliceView, type View } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { int, onnxAxis, valuesOf } from "./onnx.js";
import { countsNothing, noCounts, noTraits, noWeights, pointwise } from "./plain.js";
import { randomShape } from "./samples.js";
import { only } from "./operand.js";
import { f32 } from "./shapes.js";
import { at, tabulate } from "./tensor.js";

type ConcatAttributes = Readonly<{ axis: number }>;

export const concat: OperatorDefinition<ConcatAttributes> = {
  name: "concat",
  doc: {
    summary: "Values side by side along the channels, as at the end of an inception module.",
    shapes: "[N, C1, H, W], [N, C2, H, W], … → [N, C1 + C2 + …, H, W]",
    source: "Szegedy et al. 2014, Going Deeper with Convolutions; ONNX Concat",
  },
  syntax: {
    kind: "construct",
    writtenAs: "concat { branch … }",
    page: {
      counts: countsNothing,
      example: {
        x: [8, 16, 16],
        layers: "output y = concat {\n  branch conv(4, 1x1)\n  branch conv(6, 3x3, pad: same)\n}",
      },
    },
  },
  resolve: () => ({ axis: 1 }),
  traits: noTraits,
  weights: noWeights,
  shape: ({ axis }, inputs) => {
    const shapes = inputs.map((input) => input.shape);
    const [first] = shapes;
    if (typeof first?.[axis] !== "number") {
      return new Problem("CNN0304", `concat needs values with an axis ${axis} that is not the batch`);
    }
    const differs = shapes.findIndex((shape) => !joins(first, shape, axis));
    if (differs > 0) return mismatch(shapes, differs);
    return [
      f32(
        first.with(
          axis,
          shapes.reduce((sum, shape) => sum + Number(shape[axis]), 0),
        ),
      ),
    ];
  },
  counts: noCounts,
  receptiveField: pointwise,
  evaluate: ({ axis }, inputs) => {
    const sources = inputs.flatMap((input) =>
      Array.from({ length: input.shape[axis] ?? 0 }, (_, place) => ({ input, place })),
    );
    const shape = inputs[0]?.shape.with(axis, sources.length) ?? [];
    return [
      tabulate(shape, (index) => {
        const source = sources[index[axis] ?? 0];
        if (source === undefined) throw new Error("index outside the result");
        return at(source.input, index.with(axis, source.place));
      }),
    ];
  },
  lower: (attributes, inputs, outputs, lowering) => {
    const output = only(outputs);
    inputs.forEach((input, index) => {
      lowering.emit({ kind: "copy", input, output: part(attributes, output, inputs, index) });
    });
  },
  alias: undefined,
  place: part,
  gradient: ({ graph, attributes: { axis }, inputs, upstream }) => {
    let start = 0;
    return inputs.map((input) => {
      const end = start + Number(graph.typeOf(input).shape[axis]);
      const gradient = graph.apply("slice", { axis, start, end }, upstream);
      start = end;
      return gradient;
    });
  },
  onnx: {
    opType: "Concat",
    export: (onnx, { axis }, inputs) => onnx.node("Concat", valuesOf(inputs), { axis: int(axis) }),
    import: (attributes, [input]) => {
      const axis = onnxAxis(attributes, input);
      return axis instanceof Problem ? axis : { axis };
    },
  },
  samples: (random) => {
    const shape = randomShape(random);
    const axis = random(1, shape.length - 1);
    const inputs = Array.from({ length: random(1, 4) }, () => shape.with(axis, random(1, 4)));
    return { attributes: { axis }, inputs };
  },
};

/** The range of `output` that is input `index`. */
function part({ axis }: ConcatAttributes, output: View, inputs: readonly View[], index: number): View {
  const extents = inputs.slice(0, index + 1).map((input) => input.shape[axis] ?? 0);
  const extent = extents.pop() ?? 0;
  const start = extents.reduce((sum, before) => sum + before, 0);
  return sliceView(output, axis, start, extent);
}

function joins(a: Shape, b: Shape, axis: number): boolean {
  const extent = b[axis];
  return typeof extent === "number" && a.length === b.length && sameShape(a.with(axis, extent), b);
}

function mismatch(shapes: readonly Shape[], branch: number): Problem {
  const list = shapes.map(showShape).join(", ");
  return new Problem(
    "CNN0304",
    `branch ${branch + 1} does not fit the first: the branches are ${list}`,
    "branches are joined on channels; their other extents must be equal",
  );
}
