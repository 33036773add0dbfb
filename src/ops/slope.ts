import type { Attributes } from "../ir/graph.js";
import { input, mul, type Scalar } from "../ir/scalar.js";
import {
  NoOnnx,
  NotDifferentiable,
  type Arguments,
  type OperatorDefinition,
  type Parameter,
  type RandomInteger,
} from "./definition.js";
import { elementwise, activationPage } from "./elementwise.js";
import { only } from "./operand.js";
import { internal } from "./plain.js";

/** An activation that says its derivative; both are scalar expressions of the element, input 0. */
interface WithSlope<A extends Attributes> {
  readonly name: string;
  readonly doc: { readonly summary: string; readonly source: string };
  readonly parameters: readonly Parameter[];
  readonly resolve: (parameters: Arguments) => A;
  readonly expression: (attributes: A) => Scalar;
  /** Where the activation has a kink, the slope that PyTorch takes. */
  readonly slope: (attributes: A) => Scalar;
  readonly onnx: OperatorDefinition<A>["onnx"];
  readonly sampleAttributes: (random: RandomInteger) => A;
}

/** The activation, and the internal operator `<name>_gradient` of an element and what arrives for its result. */
export function activationWithSlope<A extends Attributes>(
  init: WithSlope<A>,
): readonly [OperatorDefinition<A>, OperatorDefinition<A>] {
  const { name, doc, sampleAttributes } = init;
  const common = {
    commutative: false,
    inferenceIdentity: false,
    mismatch: "CNN0301",
    sampleAttributes,
  } as const;
  const gradientName = `${name}_gradient`;
  const shapes = "any shape → the same";
  const activation = elementwise<A>({
    ...common,
    ...{ name, resolve: init.resolve, expression: init.expression, onnx: init.onnx, arity: 1 },
    doc: { ...doc, shapes },
    syntax: { kind: "call", parameters: init.parameters, page: activationPage(name) },
    gradient: ({ graph, attributes, inputs, upstream }) => [
      graph.apply(gradientName, attributes, [only(inputs), only(upstream)]),
    ],
  });
  const gradient = elementwise<A>({
    ...common,
    ...internal,
    name: gradientName,
    doc: { summary: `Gradient of ${name} at x to x: its slope times dy.`, shapes, source: doc.source },
    arity: 2,
    expression: (attributes) => mul(input(1), init.slope(attributes)),
    gradient: new NotDifferentiable(`the second derivative of ${name} is not given`),
    onnx: new NoOnnx("gradients are not exported"),
  });
  return [activation, gradient];
}

export const withoutParameters = {
  parameters: [],
  resolve: () => ({}),
  sampleAttributes: () => ({}),
} as const;

/** A parameter of an activation: any number that float32 holds with room for its powers. */
export function numberParameter(name: string, standard: number, doc: string): Parameter {
  return { name, type: { kind: "float", min: -1e6, max: 1e6 }, default: standard, doc };
}
