import { add, constant, input, mul, type Scalar } from "../ir/scalar.js";
import { broadcastView, sliceView, type View } from "../program/view.js";
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

/**
 * Emits a map along `axis` whose rows have one or two taps: neighbouring rows of the same taps become one elementwise
 * call, which reads the taps again and again and their weights one after another.
 */
export function lowerRuns(rows: Rows, axis: number, from: View, to: View, lowering: Lowering): void {
  const most = Math.max(...rows.map((row) => row.length));
  const weights = Array.from({ length: most }, (_, tap) =>
    lowering.constant(
      along(axis, from.shape.length, rows.length),
      rows.map((row) => row[tap]?.weight ?? 0),
    ),
  );
  const placesOf = (index: number): string | undefined => rows[index]?.map(({ at }) => at).join();
  for (let first = 0; first < rows.length;) {
    let end = first + 1;
    while (placesOf(end) === placesOf(first)) end += 1;
    const output = sliceView(to, axis, first, end - first);
    const taps = (rows[first] ?? []).map((tap) =>
      broadcastView(sliceView(from, axis, tap.at, 1), output.shape),
    );
    const factors = weights
      .slice(0, taps.length)
      .map((view) => broadcastView(sliceView(view, axis, first, end - first), output.shape));
    const terms = taps.map((_, index) => mul(input(taps.length + index), input(index)));
    lowering.emit({ kind: "map", expression: terms.reduce(add), inputs: [...taps, ...factors], output });
    first = end;
  }
}

/** Emits the transpose of a map along `axis`: each element of `to` sums what the rows took of it. */
export function lowerTransposed(rows: Rows, axis: number, from: View, to: View, lowering: Lowering): void {
  transposed(rows, to.shape[axis] ?? 1).forEach((taps, index) => {
    const output = sliceView(to, axis, index, 1);
    const [first] = taps;
    if (first === undefined) {
      lowering.emit({ kind: "map", expression: constant(0), inputs: [], output });
      return;
    }
    const values = sliceView(from, axis, first.at, taps.length);
    const shape = along(axis, from.shape.length, taps.length);
    const weights = lowering.constant(
      shape,
      taps.map(({ weight }) => weight),
    );
    const inputs = [values, broadcastView(weights, values.shape)];
    lowering.emit({ kind: "reduce", reduction: "sum", expression: mul(input(0), input(1)), inputs, output });
  });
}

function along(axis: number, rank: number, extent: number): readonly number[] {
  return Array.from({ length: rank }, (_, place) => (place === axis ? extent : 1));
}

function weightedSum(weights: readonly number[]): Scalar {
  return weights
    .map((weight, index) => (weight === 1 ? input(index) : mul(constant(weight), input(index))))
    .reduce(add);
}
