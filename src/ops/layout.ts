import type { Attributes } from "../ir/graph.js";
import { elementsOf, reshapeView, type View } from "../program/view.js";
import type { Lowering, OperatorDefinition } from "./definition.js";
import { noCounts, noTraits, noWeights, pointwise } from "./plain.js";
import { only } from "./operand.js";

type Common = "traits" | "weights" | "counts" | "receptiveField" | "place" | "alias" | "lower";

/** An operator whose result is its input through another view: `view` is `undefined` where strides cannot say it. */
export function anotherView<A extends Attributes>(
  layoutOnly: boolean,
  view: (attributes: A, input: View, shape: readonly number[]) => View | undefined,
): Pick<OperatorDefinition<A>, Common> {
  return {
    traits: { ...noTraits, layoutOnly },
    weights: noWeights,
    counts: noCounts,
    receptiveField: pointwise,
    place: undefined,
    alias: view,
    lower: (attributes, inputs, outputs, lowering) => {
      const from = only(inputs);
      const output = only(outputs);
      const input = view(attributes, from, output.shape);
      if (input === undefined) copyReshaped(from, output, lowering);
      else lowering.emit({ kind: "copy", input, output });
    },
  };
}

/** Copies the elements in their order where the input's strides cannot say the output's shape. */
function copyReshaped(input: View, output: View, lowering: Lowering): void {
  const target = reshapeView(output, input.shape);
  if (target !== undefined) {
    lowering.emit({ kind: "copy", input, output: target });
    return;
  }
  const flat = lowering.temporary([elementsOf(input)]);
  lowering.emit({ kind: "copy", input, output: splitView(flat, input.shape) });
  lowering.emit({ kind: "copy", input: splitView(flat, output.shape), output });
}

/** `view` under a shape that only splits axes or adds axes of extent 1, which strides can always say. */
export function splitView(view: View, shape: readonly number[]): View {
  const split = reshapeView(view, shape);
  if (split === undefined) throw new Error(`[${shape.join(", ")}] does not split [${view.shape.join(", ")}]`);
  return split;
}

/**
 * A pass along each axis on which `input` and `output` differ, the last axis first; between passes are temporaries.
 * Where none differs, it is a copy.
 */
export function lowerByAxis(
  input: View,
  output: View,
  lowering: Lowering,
  pass: (axis: number, from: View, to: View) => void,
): void {
  const axes = input.shape.flatMap((extent, axis) => (extent === output.shape[axis] ? [] : [axis])).reverse();
  if (axes.length === 0) lowering.emit({ kind: "copy", input, output });
  let from = input;
  axes.forEach((axis, index) => {
    const shape = from.shape.with(axis, output.shape[axis] ?? 1);
    const to = index === axes.length - 1 ? output : lowering.temporary(shape);
    pass(axis, from, to);
    from = to;
  });
}
