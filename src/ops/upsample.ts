import { elements } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { broadcastView, type View } from "../program/view.js";
import { type Counts, type OperatorDefinition, type RandomInteger } from "./definition.js";
import { lowerByAxis, splitView } from "./layout.js";
import { only } from "./operand.js";
import { noTraits, noWeights } from "./plain.js";
import { wordIn } from "./read.js";
import { applyRows, lowerRows, type Rows } from "./rows.js";
import { chance, randomActivation } from "./samples.js";
import { f32 } from "./shapes.js";
import { extentsGiven, spatialExtents, spatialProblem } from "./window.js";
import { text, onlyValue } from "./onnx.js";

const modes = ["nearest", "bilinear"] as const;

export type UpsampleAttributes = Readonly<{
  /** Elements of the result for one of the input, an axis. */
  scale: readonly number[];
  mode: (typeof modes)[number];
}>;

export const upsample: OperatorDefinition<UpsampleAttributes> = {
  name: "upsample",
  doc: {
    summary:
      "Enlarges each axis by a whole factor: `nearest` repeats elements, `bilinear` interpolates between their " +
      "centres (half-pixel; corners are not aligned), and repeats them beyond the outermost.",
    shapes: "[C, H, W] → [C, scale · H, scale · W] or [C, L] → [C, scale · L]",
    source: "Long et al. 2015; PyTorch interpolate; ONNX Resize, half_pixel",
  },
  traits: noTraits,
  syntax: {
    kind: "call",
    parameters: [
      { name: "scale", type: { kind: "extents" }, doc: "Factor by which each axis grows." },
      {
        name: "mode",
        type: { kind: "word", words: modes },
        default: "nearest",
        doc: "What lies between the elements.",
      },
    ],
    page: {
      counts: "none for `nearest`, 3 elementwise operations an element and axis for `bilinear`",
      example: { x: [8, 8, 8], layers: "output y = upsample(2, mode: bilinear)" },
    },
  },
  resolve(parameters, input) {
    const scale = extentsGiven("upsample", parameters, "scale", input);
    return scale instanceof Problem ? scale : { scale, mode: wordIn(parameters, "mode", modes) };
  },
  weights: noWeights,
  shape({ scale }, inputs) {
    const x = only(inputs);
    const misfit = spatialProblem("upsample", x);
    if (misfit) return misfit;
    const extents = spatialExtents(x.shape).map((extent, axis) => extent * (scale[axis] ?? 1));
    return [f32([...x.shape.slice(0, 2), ...extents])];
  },
  counts: (attributes, _, results) => interpolationCounts(attributes, elements(only(results).shape)),
  receptiveField: ({ scale, mode }) => ({
    kind: "window",
    extent: scale.map((factor) => (mode === "bilinear" && factor > 1 ? 2 : 1)),
    stride: scale.map((factor) => 1 / factor),
  }),
  evaluate(attributes, inputs) {
    const x = only(inputs);
    return [applyRows(x, rowsOf(attributes, spatialExtents(x.shape)))];
  },
  lower(attributes, inputs, outputs, lowering) {
    const [x, y] = [only(inputs), only(outputs)];
    if (attributes.mode === "nearest") {
      const output = blocks(y, attributes);
      const ones = { scale: attributes.scale.map(() => 1) };
      lowering.emit({ kind: "copy", input: broadcastView(blocks(x, ones), output.shape), output });
      return;
    }
    const rows = rowsOf(attributes, spatialExtents(x.shape));
    lowerByAxis(x, y, lowering, (axis, from, to) => {
      const step = attributes.scale[axis - 2] ?? 1;
      lowerRows(rows[axis - 2] ?? [], { step, inputStep: 1 }, axis, from, to, lowering);
    });
  },
  alias: undefined,
  place: undefined,
  gradient: ({ graph, attributes, upstream }) => [graph.apply("upsample_gradient", attributes, upstream)],
  onnx: {
    export(onnx, { scale, mode }, inputs) {
      const scales = onnx.floats([scale.length + 2], [1, 1, ...scale]);
      return onnx.node("Resize", [onlyValue(inputs), "", scales], {
        mode: text(mode === "nearest" ? "nearest" : "linear"),
        coordinate_transformation_mode: text(mode === "nearest" ? "asymmetric" : "half_pixel"),
        ...(mode === "nearest" ? { nearest_mode: text("floor") } : {}),
      });
    },
  },
  samples(random) {
    const { attributes, x } = sampleUpsample(random);
    return { attributes, inputs: [x] };
  },
};

/** By spatial axis, what each element of the result is made of. */
export function rowsOf({ scale, mode }: UpsampleAttributes, extents: readonly number[]): readonly Rows[] {
  return extents.map((extent, axis) => {
    const factor = scale[axis] ?? 1;
    return Array.from({ length: extent * factor }, (_, at) =>
      mode === "nearest" ? [{ at: Math.floor(at / factor), weight: 1 }] : interpolated(at, factor, extent),
    );
  });
}

/**
 * The centre of element `at` lies at (at + 1/2) / factor - 1/2 between the centres of the input. The fraction is
 * computed within a block of `factor` elements, so that it is the same number in each.
 */
function interpolated(at: number, factor: number, extent: number): Rows[number] {
  const within = 2 * (at % factor) + 1 - factor;
  const low = Math.floor(at / factor) + Math.floor(within / (2 * factor));
  const fraction = (within < 0 ? within + 2 * factor : within) / (2 * factor);
  if (low < 0) return [{ at: 0, weight: 1 }];
  if (fraction === 0 || low + 1 === extent) return [{ at: low, weight: 1 }];
  return [
    { at: low, weight: 1 - fraction },
    { at: low + 1, weight: fraction },
  ];
}

/** `[N, C, s · H, s · W]` as `[N, C, H, s, W, s]`. */
export function blocks(view: View, { scale }: Pick<UpsampleAttributes, "scale">): View {
  const split = view.shape.flatMap((extent, axis) => {
    const factor = scale[axis - 2];
    return factor === undefined ? [extent] : [extent / factor, factor];
  });
  return splitView(view, split);
}

/** Two products and a sum an axis, for each element of the larger tensor. */
export function interpolationCounts({ scale, mode }: UpsampleAttributes, larger: number): Counts {
  return { macs: 0, elementwise: mode === "nearest" ? 0 : 3 * scale.length * larger };
}

/** Random attributes, with the shapes of an input and the result. */
export function sampleUpsample(random: RandomInteger) {
  const x = randomActivation(random, 3, 4);
  const scale = x.slice(2).map(() => random(1, 4));
  const mode: UpsampleAttributes["mode"] = chance(random) ? "nearest" : "bilinear";
  const y = x.map((dim, axis) => (dim === "N" ? dim : dim * (scale[axis - 2] ?? 1)));
  return { attributes: { scale, mode }, x, y };
}
