import type { Attributes, Dim } from "../ir/graph.js";
import type { Problem } from "../ir/operator.js";
import { permuteView } from "../program/view.js";
import type { OperatorDefinition } from "./definition.js";
import { splitView } from "./layout.js";
import { only } from "./operand.js";
import { noCounts, noTraits, noWeights } from "./plain.js";
import { f32, shapeAttribute } from "./shapes.js";
import { at, tabulate } from "./tensor.js";
import { inverseOrder, permuted } from "./transpose.js";

/** How elements move: axes are split, change their order, and are joined again. */
interface Moves<D extends Dim> {
  /** Shape of the input with its axes split. */
  readonly split: readonly D[];
  /** Axis `i` of what is joined is axis `order[i]` of what is split. */
  readonly order: readonly number[];
  /** Shape of the result. */
  readonly joined: readonly D[];
}

type Told = "name" | "doc" | "syntax" | "receptiveField" | "onnx" | "samples";

/** What tells one operator that only moves elements from another. */
interface Rearrangement<A extends Attributes> extends Pick<OperatorDefinition<A>, Told> {
  attributes(parameters: Parameters<OperatorDefinition["resolve"]>[0]): A;
  /** Why an input cannot be split so. */
  problem(attributes: A, input: Parameters<OperatorDefinition["resolve"]>[1]): Problem | undefined;
  moves<D extends Dim>(attributes: A, shape: readonly D[]): Moves<D | number>;
}

export function rearrangement<A extends Attributes>(init: Rearrangement<A>): OperatorDefinition<A> {
  const { name, doc, syntax, receptiveField, onnx, samples } = init;
  return {
    ...{ name, doc, syntax, receptiveField, onnx, samples },
    traits: noTraits,
    resolve(parameters, input) {
      const attributes = init.attributes(parameters);
      return init.problem(attributes, input) ?? attributes;
    },
    weights: noWeights,
    shape(attributes, inputs) {
      const x = only(inputs);
      return init.problem(attributes, x) ?? [f32(init.moves(attributes, x.shape).joined)];
    },
    counts: noCounts,
    evaluate(attributes, inputs) {
      const { shape, data } = only(inputs);
      const { split, order, joined } = init.moves(attributes, shape);
      const back = inverseOrder(order);
      const moved = tabulate(permuted(split, order), (index) =>
        at({ shape: split, data }, permuted(index, back)),
      );
      return [{ shape: joined, data: moved.data }];
    },
    lower(attributes, inputs, outputs, lowering) {
      const { split, order } = init.moves(attributes, only(inputs).shape);
      const input = permuteView(splitView(only(inputs), split), order);
      lowering.emit({ kind: "copy", input, output: splitView(only(outputs), input.shape) });
    },
    alias: undefined,
    place: undefined,
    gradient({ graph, attributes, inputs, upstream }) {
      const { shape } = graph.typeOf(only(inputs));
      const { split, order } = init.moves(attributes, shape);
      const apart = graph.apply("reshape", { shape: shapeAttribute(permuted<Dim>(split, order)) }, upstream);
      const back = graph.apply("transpose", { order: inverseOrder(order) }, [apart]);
      return [graph.apply("reshape", { shape: shapeAttribute(shape) }, [back])];
    },
  };
}
