import { add, constant, input, mul, type Scalar } from "../ir/scalar.js";
import { sliceView, type View } from "../program/view.js";
import type { Lowering, Tensor } from "./definition.js";
import { at, tabulate } from "./tensor.js";

/** An element of a result along one axis: the sum of `weight` times the element of the input at `at`. */
type Row = readonly Tap[];

interface Tap {
  readonly at: number;
  readonly weight: number;
}

/** A linear map along one axis, by the elements of its result. */
export type Rows = readonly Row[];

/** The map of gradients: from those of the result to those of an input of `extent` elements. */
export function transposed(rows: Rows, extent: number): Rows {
  const columns = Array.from({ length: extent }, (): Tap[] => []);
  rows.forEach((row, at) => {
    for (const tap of row) columns[tap.at]?.push({ at, weight: tap.weight });
  });
  return columns;
}

/** A map for each spatial axis of `[N, C, …]`. */
export function applyRows(x: Tensor, spatial: readonly Rows[]): Tensor {
  return spatial.reduce((from, rows, index) => {
    const axis = index + 2;
    return tabulate(from.shape.with(axis, rows.length), (place) =>
      (rows[place[axis] ?? 0] ?? []).reduce(
        (sum, tap) => sum + tap.weight * at(from, place.with(axis, tap.at)),
        0,
      ),
    );
  }, x);
}

/**
 * Emits a map along `axis`. Blocks of `step` elements of the result are alike but for moving on by `inputStep` in the
 * input, save at the edges: what is alike becomes one elementwise call over views that skip the rest of their blocks.
 */
export function lowerRows(
  rows: Rows,
  { step, inputStep }: { readonly step: number; readonly inputStep: number },
  axis: number,
  from: View,
  to: View,
  lowering: Lowering,
): void {
  /** What is equal for elements that are alike. */
  const pattern = (index: number): string =>
    JSON.stringify(rows[index]?.map((tap) => [tap.at - Math.floor(index / step) * inputStep, tap.weight]));
  for (let residue = 0; residue < step; residue += 1) {
    let first = residue;
    while (first < rows.length) {
      let end = first + step;
      while (end < rows.length && pattern(end) === pattern(first)) end += step;
      const row = rows[first] ?? [];
      const count = (end - first) / step;
      lowering.emit({
        kind: "map",
        expression: weightedSum(row.map(({ weight }) => weight)),
        inputs: row.map((tap) => sliceView(from, axis, tap.at, count, inputStep)),
        output: sliceView(to, axis, first, count, step),
      });
      first = end;
    }
  }
}

function weightedSum(weights: readonly number[]): Scalar {
  return weights
    .map((weight, index) => (weight === 1 ? input(index) : mul(constant(weight), input(index))))
    .reduce(add);
}
