import { elements } from "../ir/graph.js";
import { reduce } from "../program/program.js";
import { elementsOf } from "../program/view.js";
import type { NodeBuilder } from "../ir/builder.js";
import type { ValueId } from "../ir/graph.js";
import type { OperatorDefinition, Tensor } from "./definition.js";
import { only } from "./operand.js";
import { noTraits, noWeights, type NoAttributes } from "./plain.js";
import { randomActivation } from "./samples.js";
import { f32, shapeAttribute } from "./shapes.js";
import { planeView, spatialProblem } from "./window.js";
import { int, valuesOf } from "./onnx.js";

/** What tells one global pooling operator from another. */
interface GlobalPooling extends Pick<OperatorDefinition<NoAttributes>, "name" | "doc"> {
  readonly reduction: "mean" | "max";
  readonly opType: string;
  /** Of the elements of one plane. */
  reduce(plane: Float64Array): number;
  /** Gradient to `x`; `dy` is the upstream, with spatial axes of extent 1. */
  gradient(graph: NodeBuilder, x: ValueId, dy: ValueId): ValueId;
}

/** Reduces all spatial axes: `[C, …]` to `[C]`. */
export function globalPooling(init: GlobalPooling): OperatorDefinition<NoAttributes> {
  const { name, doc, reduction, opType } = init;
  return {
    name,
    doc,
    traits: noTraits,
    syntax: {
      kind: "call",
      parameters: [],
      page: {
        counts: "one elementwise operation an element of the input",
        example: { x: [8, 7, 7], layers: `output y = ${name}` },
      },
    },
    resolve: (_, input) => spatialProblem(name, input) ?? {},
    weights: noWeights,
    shape(_, inputs) {
      const x = only(inputs);
      return spatialProblem(name, x) ?? [f32(x.shape.slice(0, 2))];
    },
    counts: (_, inputs) => ({ macs: 0, elementwise: elements(only(inputs).shape) }),
    receptiveField: () => ({ kind: "global" }),
    evaluate: (_, inputs) => [reducePlanes(only(inputs), (plane) => init.reduce(plane))],
    lower(_, inputs, outputs, lowering) {
      const [input, output] = [planeView(only(inputs)), planeView(only(outputs))];
      lowering.emit(reduce(reduction, input, output));
    },
    alias: undefined,
    place: undefined,
    gradient({ graph, inputs, upstream }) {
      const x = only(inputs);
      const { shape } = graph.typeOf(x);
      const kept = shape.map((dim, axis) => (axis < 2 ? dim : 1));
      const dy = graph.apply("reshape", { shape: shapeAttribute(kept) }, upstream);
      return [init.gradient(graph, x, dy)];
    },
    onnx: {
      opType,
      // ONNX keeps the spatial axes with extent 1.
      export: (onnx, _, inputs) =>
        onnx.node("Flatten", [onnx.node(opType, valuesOf(inputs))], { axis: int(1) }),
      import: () => ({}),
    },
    samples: (random) => ({ attributes: {}, inputs: [randomActivation(random, 3, 4)] }),
  };
}

function reducePlanes({ shape, data }: Tensor, reduce: (plane: Float64Array) => number): Tensor {
  const size = elementsOf({ shape: shape.slice(2) });
  const planes = Float64Array.from({ length: data.length / size }, (_, at) =>
    reduce(data.subarray(at * size, (at + 1) * size)),
  );
  return { shape: shape.slice(0, 2), data: planes };
}
