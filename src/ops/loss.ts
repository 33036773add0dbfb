import type { NodeBuilder } from "../ir/builder.js";
import {
  elements,
  sameShape,
  showShape,
  type Attributes,
  type DType,
  type Shape,
  type ValueId,
} from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { Scalar } from "../ir/scalar.js";
import type { View } from "../program/view.js";
import {
  NoOnnx,
  type Lowering,
  type OperatorDefinition,
  type Page,
  type Parameter,
  type Tensor,
} from "./definition.js";
import { splitView } from "./layout.js";
import { mapTensors } from "./map.js";
import { only, operand } from "./operand.js";
import { noTraits, noWeights, type NoAttributes } from "./plain.js";
import { randomActivation } from "./samples.js";
import { f32, shapeAttribute } from "./shapes.js";
import { meanTensor } from "./tensor.js";

type Common = "traits" | "syntax" | "resolve" | "weights" | "receptiveField" | "alias" | "place" | "onnx";

/** How a loss is written: what its target holds, its other parameters, and its page. */
export interface WrittenLoss extends Page {
  readonly target: DType;
  readonly parameters: readonly Parameter[];
}

/** What all losses of a prediction and a target share; their result is one number, the mean over the batch. */
export function lossOf<A extends Attributes>(
  { target, parameters, ...page }: WrittenLoss,
  resolve: OperatorDefinition<A>["resolve"],
): Pick<OperatorDefinition<A>, Common> {
  return {
    traits: noTraits,
    syntax: {
      kind: "call",
      parameters: [
        { name: "target", type: { kind: "tensor", dtype: target }, doc: "What should have been predicted." },
        ...parameters,
      ],
      page,
    },
    resolve,
    weights: noWeights,
    receptiveField: () => ({ kind: "global" }),
    alias: undefined,
    place: undefined,
    onnx: new NoOnnx("ONNX files are for inference, which has no losses"),
  };
}

interface MeanLoss extends Pick<OperatorDefinition, "name"> {
  readonly doc: { readonly summary: string; readonly source: string };
  /** Loss of one element: input 0 is the prediction, input 1 the target. */
  readonly element: Scalar;
  /** Slopes of `element` to the prediction and the target. */
  readonly slopes: (graph: NodeBuilder, prediction: ValueId, target: ValueId) => readonly [ValueId, ValueId];
}

/** The mean over all elements of a loss of each, for a target of the prediction's shape. */
export function meanLoss({ name, doc, element, slopes }: MeanLoss): OperatorDefinition<NoAttributes> {
  return {
    ...lossOf<NoAttributes>(
      {
        target: "f32",
        parameters: [],
        counts: "2 elementwise operations an element of the prediction",
        example: {
          x: [8, 32, 32],
          layers: `output y = conv(3, 1x1)
training input wanted: [3, 32, 32]
training output loss = ${name}(wanted)`,
        },
      },
      () => ({}),
    ),
    name,
    doc: { ...doc, shapes: "prediction and target of one shape → []" },
    shape: (_, inputs) => {
      const [prediction, target] = [operand(inputs, 0).shape, operand(inputs, 1).shape];
      if (sameShape(prediction, target)) return [f32([])];
      const given = `the prediction is ${showShape(prediction)}, the target ${showShape(target)}`;
      const message = `${name} needs a target of the prediction's shape: ${given}`;
      return new Problem("CNN0301", message, undefined, "target");
    },
    // The element's loss, and the sum.
    counts: (_, inputs) => ({ macs: 0, elementwise: 2 * elements(operand(inputs, 0).shape) }),
    evaluate: (_, inputs) => [meanOf(mapTensors(element, operand(inputs, 0).shape, inputs, []))],
    lower: (_, inputs, outputs, lowering) => {
      lowerMean(element, inputs, only(outputs), lowering);
    },
    gradient: ({ graph, inputs, upstream }) => {
      const [prediction, target] = [operand(inputs, 0), operand(inputs, 1)];
      const share = shareOfMean(graph, only(upstream), graph.typeOf(prediction).shape);
      return slopes(graph, prediction, target).map((slope) => graph.apply("mul", {}, [slope, share]));
    },
    samples: (random) => {
      const shape = randomActivation(random);
      return { attributes: {}, inputs: [shape, shape] };
    },
  };
}

/** The mean of all elements, as a tensor of rank 0. */
export function meanOf(tensor: Tensor): Tensor {
  const axes = tensor.shape.map((_, axis) => axis);
  return { shape: [], data: meanTensor(tensor, axes).data };
}

/** Emits the mean of an expression over all elements of `inputs`, which have one shape, to `output`, of rank 0. */
export function lowerMean(
  expression: Scalar,
  inputs: readonly View[],
  output: View,
  lowering: Lowering,
): void {
  const ones = operand(inputs, 0).shape.map(() => 1);
  lowering.emit({ kind: "reduce", reduction: "mean", expression, inputs, output: splitView(output, ones) });
}

/** Gradient `dy`, of rank 0, of a mean over all of `shape`: each element's share of it. */
export function shareOfMean(graph: NodeBuilder, dy: ValueId, shape: Shape): ValueId {
  const column = graph.apply("reshape", { shape: shape.map(() => 1) }, [dy]);
  return graph.apply("mean_gradient", { shape: shapeAttribute(shape) }, [column]);
}
