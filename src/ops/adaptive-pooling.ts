import { Problem } from "../ir/operator.js";
import { elementsSeen, lowerAdaptive, sampleAdaptive, windowsOf } from "./adaptive.js";
import { type OperatorDefinition } from "./definition.js";
import { only, operand } from "./operand.js";
import { noTraits, noWeights } from "./plain.js";
import { f32 } from "./shapes.js";
import { extentsGiven, spatialExtents, spatialProblem } from "./window.js";
import { int, ints, sliceOnnx } from "./onnx.js";

export type AdaptiveAttributes = Readonly<{
  /** Spatial extents of the result. */
  size: readonly number[];
}>;

type Told = "name" | "evaluate" | "gradient";

/** What tells one adaptive pooling operator from another. */
interface AdaptivePooling extends Pick<OperatorDefinition<AdaptiveAttributes>, Told> {
  readonly reduction: "mean" | "max";
  /** What is taken of each window. */
  readonly taken: string;
  readonly source: string;
}

export function adaptivePooling(init: AdaptivePooling): OperatorDefinition<AdaptiveAttributes> {
  const { name, reduction, evaluate, gradient } = init;
  return {
    ...{ name, evaluate, gradient },
    doc: {
      summary:
        `${init.taken} of as many windows as the result is to have: window i of n covers the elements from ` +
        "floor(i * in / n) up to ceil((i + 1) * in / n).",
      shapes: "[C, H, W] → [C, size…] or [C, L] → [C, size]",
      source: `He et al. 2014, Spatial Pyramid Pooling; ${init.source}`,
    },
    traits: noTraits,
    syntax: {
      kind: "call",
      parameters: [{ name: "size", type: { kind: "extents" }, doc: "Spatial extents of the result." }],
      page: {
        counts: "one elementwise operation for each element of each window",
        example: { x: [8, 15, 20], layers: `output y = ${name}(7x7)` },
      },
    },
    resolve(parameters, input) {
      const size = extentsGiven(name, parameters, "size", input);
      return size instanceof Problem ? size : { size };
    },
    weights: noWeights,
    shape({ size }, inputs) {
      const x = only(inputs);
      return spatialProblem(name, x) ?? [f32([...x.shape.slice(0, 2), ...size])];
    },
    counts: (_, inputs, results) => ({
      macs: 0,
      elementwise: elementsSeen(only(inputs).shape, only(results).shape),
    }),
    receptiveField: () => ({ kind: "global" }),
    lower(_, inputs, outputs, lowering) {
      lowerAdaptive(reduction, only(inputs), only(outputs), lowering);
    },
    alias: undefined,
    place: undefined,
    onnx: {
      // Axis by axis, since a window is a rectangle: windows of one size are a pooling, others are cut out one by one.
      export(onnx, { size }, inputs) {
        const { value, type } = operand(inputs, 0);
        const extents = spatialExtents(type.shape);
        if (extents.every((extent, axis) => extent % (size[axis] ?? 1) === 0)) {
          const kernel = ints(extents.map((extent, axis) => extent / (size[axis] ?? 1)));
          const opType = reduction === "mean" ? "AveragePool" : "MaxPool";
          return onnx.node(opType, [value], { kernel_shape: kernel, strides: kernel });
        }
        return windowsOf(extents, size).reduce((x, windows, spatial) => {
          const axis = spatial + 2;
          const parts = windows.map((window) => {
            const [start = 0] = window;
            const part = sliceOnnx(onnx, x, { axis, start, end: start + window.length });
            const opType = reduction === "mean" ? "ReduceMean" : "ReduceMax";
            return onnx.opset >= 18
              ? onnx.node(opType, [part, onnx.integers([axis])])
              : onnx.node(opType, [part], { axes: ints([axis]) });
          });
          return onnx.node("Concat", parts, { axis: int(axis) });
        }, value);
      },
    },
    samples(random) {
      const { x, y } = sampleAdaptive(random);
      return { attributes: { size: spatialExtents(y) }, inputs: [x] };
    },
  };
}
