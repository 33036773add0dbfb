import { elements, showShape, type TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import { abs, constant, input, mul, neg, select, sub, type Scalar } from "../ir/scalar.js";
import { broadcastView, elementsOf } from "../program/view.js";
import type { OperatorDefinition, Tensor } from "./definition.js";
import { splitView } from "./layout.js";
import { logSoftmax } from "./log_softmax.js";
import { lossOf, lowerMean, meanOf, shareOfMean, type WrittenLoss } from "./loss.js";
import { mapTensors } from "./map.js";
import { extent, only, operand } from "./operand.js";
import { numberIn } from "./read.js";
import { f32, scalarValue, shapeAttribute } from "./shapes.js";

type CrossEntropyAttributes = Readonly<{
  /** Share of the target that all classes get evenly. */
  label_smoothing: number;
}>;

const axis = 1;

const written: WrittenLoss = {
  target: "i32",
  parameters: [
    {
      name: "label_smoothing",
      type: { kind: "float", min: 0, max: 1 },
      default: 0,
      doc: "Share of the target that all classes get evenly.",
    },
  ],
  counts: "6 elementwise operations an element of the prediction",
  example: {
    x: [512],
    layers: `output logits = dense(10)
training input label: class
training output loss = cross_entropy(label, label_smoothing: 0.1)`,
  },
};

/** A compiled model holds the classes, of type i32, as the whole numbers of a Float32Array: exact below 2^24. */
export const crossEntropy: OperatorDefinition<CrossEntropyAttributes> = {
  name: "cross_entropy",
  ...lossOf<CrossEntropyAttributes>(written, (parameters) => {
    const smoothing = numberIn(parameters, "label_smoothing", 0);
    return smoothing >= 0 && smoothing <= 1
      ? { label_smoothing: smoothing }
      : new Problem("CNN0205", "label_smoothing is a number from 0 to 1", undefined, "label_smoothing");
  }),
  doc: {
    summary:
      "The mean over batch and places of -log softmax(prediction) at the target class. With label smoothing s the " +
      "target is 1 - s + s / C at its class and s / C at the others.",
    shapes: "prediction [C, …] and target […] of classes from 0 to C - 1, as i32 → []",
    source: "Szegedy et al. 2015, Rethinking the Inception Architecture, section 7; PyTorch CrossEntropyLoss",
  },
  shape(_, inputs) {
    const [{ shape }, target] = [operand(inputs, 0), operand(inputs, 1)];
    const expected = showShape(shape.toSpliced(axis, 1));
    const fits = typeof shape[axis] === "number" && showShape(target.shape) === expected;
    if (fits && target.dtype === "i32") return [f32([])];
    const given = `the prediction is ${showShape(shape)}, the target ${showShape(target.shape)} of ${target.dtype}`;
    const message = `cross_entropy needs a prediction [C, …] and classes […] as its target: ${given}`;
    return new Problem("CNN0301", message, undefined, "target");
  },
  // log_softmax, its product with the target, and the sum.
  counts: (_, inputs) => ({ macs: 0, elementwise: 6 * elements(operand(inputs, 0).shape) }),
  evaluate(attributes, inputs, batch) {
    const [x, target] = [operand(inputs, 0), operand(inputs, 1)];
    const logarithms = only(logSoftmax.evaluate({ axis }, [x], batch));
    const column = { ...target, shape: x.shape.with(axis, 1) };
    const expression = loss(attributes, Number(x.shape[axis]));
    return [meanOf(mapTensors(expression, x.shape, [logarithms, column, classesOf(x)], []))];
  },
  lower(attributes, inputs, outputs, lowering) {
    const [x, target] = [operand(inputs, 0), operand(inputs, 1)];
    const logarithms = lowering.temporary(x.shape);
    logSoftmax.lower({ axis }, [x], [logarithms], lowering);
    const column = splitView(target, x.shape.with(axis, 1));
    const { shape, data } = classesOf(x);
    const operands = [logarithms, column, lowering.constant(shape, [...data])];
    const views = operands.map((view) => broadcastView(view, x.shape));
    lowerMean(loss(attributes, Number(x.shape[axis])), views, only(outputs), lowering);
  },
  // (softmax(x) - target) / (batch and places)
  gradient({ graph, attributes, inputs, upstream }) {
    const binary = (op: string, a: number, b: number): number => graph.apply(op, {}, [a, b]);
    const number = (value: number): number => scalarValue(graph, value);
    const [x, target] = [operand(inputs, 0), operand(inputs, 1)];
    const type = graph.typeOf(x);
    const [kept, part] = shares(attributes, extent(type, axis));
    const reduced = type.shape.with(axis, 1);
    const column = graph.apply("reshape", { shape: shapeAttribute(reduced) }, [target]);
    const { shape, data } = classesOf({ shape: type.shape });
    const distance = binary("sub", column, graph.apply("constant", { shape, data: [...data] }, []));
    // 1 where the distance is below 1/2.
    const hot = graph.apply("step", {}, [binary("sub", number(0.25), binary("mul", distance, distance))]);
    const wanted = binary("add", binary("mul", hot, number(kept)), number(part));
    const slope = binary("sub", graph.apply("softmax", { axis }, [x]), wanted);
    const share = shareOfMean(graph, only(upstream), reduced);
    return [binary("mul", slope, share), undefined];
  },
  samples(random) {
    const places = Array.from({ length: random(0, 2) }, () => random(1, 3));
    return {
      attributes: { label_smoothing: random(0, 5) / 10 },
      inputs: [
        ["N", random(4, 6), ...places],
        ["N", ...places],
      ],
      dtypes: ["f32", "i32"],
    };
  },
};

/** What the target's class gets beyond the others, and what each class gets. */
function shares({ label_smoothing: smoothing }: CrossEntropyAttributes, classes: number): [number, number] {
  return [1 - smoothing, smoothing / classes];
}

/**
 * An element's part of the loss, in a mean over classes too: input 0 is log softmax, 1 the target, 2 the element's
 * class.
 */
function loss(attributes: CrossEntropyAttributes, classes: number): Scalar {
  const [kept, part] = shares(attributes, classes);
  const distance = abs(sub(input(1), input(2)));
  const [atTarget, elsewhere] = [constant(classes * (kept + part)), constant(classes * part)];
  return mul(neg(input(0)), select(constant(0.5), distance, atTarget, elsewhere));
}

/** 0 … C - 1 along axis 1 of `[N, C, …]`. */
function classesOf({ shape }: { readonly shape: TensorType["shape"] }): Tensor {
  const classes = Number(shape[axis]);
  const extents = [classes, ...shape.slice(2).map(() => 1)];
  return { shape: extents, data: Float64Array.from({ length: elementsOf({ shape: extents }) }, (_, i) => i) };
}
