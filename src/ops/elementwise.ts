import type { Code } from "../diagnostics/diagnostic.js";
import { broadcastShape } from "../ir/broadcast.js";
import { elements, showShape, type Attributes, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { Scalar } from "../ir/scalar.js";
import { broadcastView } from "../program/view.js";
import type { OperatorDefinition, Page, RandomInteger, Syntax } from "./definition.js";
import { mapTensors } from "./map.js";
import { sameOnnx } from "./onnx.js";
import { internal, noTraits, noWeights, pointwise, type NoAttributes } from "./plain.js";
import { randomOperand, randomShape } from "./samples.js";
import { only } from "./operand.js";
import { f32 } from "./shapes.js";

type Told = "name" | "doc" | "syntax" | "resolve" | "gradient" | "onnx";

/** What tells one elementwise operator from another; the rest follows from its scalar expression. */
interface Elementwise<A extends Attributes> extends Pick<OperatorDefinition<A>, Told> {
  /** Number of inputs; they broadcast as in NumPy and ONNX. */
  readonly arity: number;
  readonly commutative: boolean;
  readonly inferenceIdentity: boolean;
  /** What operands that do not broadcast are reported as. */
  readonly mismatch: Code;
  expression(attributes: A): Scalar;
  sampleAttributes(random: RandomInteger): A;
}

export function elementwise<A extends Attributes>(init: Elementwise<A>): OperatorDefinition<A> {
  const { name, doc, syntax, resolve, gradient, onnx } = init;
  return {
    ...{ name, doc, syntax, resolve, gradient, onnx },
    traits: {
      ...noTraits,
      elementwise: { expression: (attributes) => init.expression(attributes as A), channelInputs: [] },
      inferenceIdentity: init.inferenceIdentity,
      commutative: init.commutative,
    },
    weights: noWeights,
    shape: (_, inputs) => {
      if (inputs.length !== init.arity) throw new Error(`${name} takes ${init.arity} inputs`);
      const shapes = inputs.map((input) => input.shape);
      const shape = broadcastShape(shapes);
      return shape === undefined ? mismatch(init.mismatch, name, shapes) : [f32(shape)];
    },
    counts: (_, __, results) => ({
      macs: 0,
      elementwise: init.inferenceIdentity ? 0 : elements(only(results).shape),
    }),
    receptiveField: pointwise,
    evaluate: (attributes, inputs) => {
      const shape = broadcastShape(inputs.map((input) => input.shape)) ?? [];
      return [mapTensors(init.expression(attributes), shape.map(Number), inputs, [])];
    },
    lower: (attributes, inputs, outputs, lowering) => {
      const output = only(outputs);
      lowering.emit({
        kind: "map",
        expression: init.expression(attributes),
        inputs: inputs.map((input) => broadcastView(input, output.shape)),
        output,
      });
    },
    alias: init.inferenceIdentity ? (_, input) => input : undefined,
    place: undefined,
    samples: (random) => {
      const shape = randomShape(random);
      const operands = Array.from({ length: init.arity }, () =>
        init.arity === 1 ? shape : randomOperand(random, shape),
      );
      return { attributes: init.sampleAttributes(random), inputs: operands };
    },
  };
}

function mismatch(code: Code, name: string, shapes: readonly Shape[]): Problem {
  const list = shapes.map(showShape).join(" and ");
  return new Problem(
    code,
    `${name} of ${list}: the shapes differ`,
    "extents must be equal, or 1 where one operand is repeated",
  );
}

type OfOperands = Pick<Elementwise<NoAttributes>, "name" | "doc" | "gradient"> & {
  readonly expression: Scalar;
  /** The ONNX operator of the same operands. */
  readonly onnx: string;
};

const withoutAttributes = (expression: Scalar) => ({
  inferenceIdentity: false,
  expression: () => expression,
  sampleAttributes: () => ({}),
});

/** Of an activation that can be written without arguments. */
export function activationPage(name: string): Page {
  const layers = `output y = conv(8, 3x3, pad: same) -> ${name}`;
  return { counts: "one elementwise operation an element", example: { x: [3, 16, 16], layers } };
}

/** An activation: written as a call without parameters. */
export function activation(init: OfOperands): OperatorDefinition<NoAttributes> {
  return elementwise({
    ...init,
    ...withoutAttributes(init.expression),
    ...{ arity: 1, commutative: false, mismatch: "CNN0301" },
    syntax: { kind: "call", parameters: [], page: activationPage(init.name) },
    resolve: () => ({}),
    onnx: sameOnnx(init.onnx),
  });
}

/** Arithmetic: of two operands it joins branches, of one it is made by passes and gradients. */
export function arithmetic(
  init: OfOperands & { readonly arity: number; readonly commutative: boolean },
): OperatorDefinition<NoAttributes> {
  const layers = `gate = conv(8, 1x1)\noutput y = ${init.name} {\n  branch in\n  branch gate\n}`;
  const page = {
    counts: "one elementwise operation an element, and one more for each branch beyond the second",
    example: { x: [8, 16, 16], layers },
  };
  const joins: Syntax = { kind: "construct", writtenAs: `${init.name} { branch … }`, page };
  return elementwise({
    ...init,
    ...withoutAttributes(init.expression),
    ...internal,
    ...(init.arity === 2 ? { syntax: joins } : {}),
    mismatch: "CNN0301",
    onnx: sameOnnx(init.onnx),
  });
}
