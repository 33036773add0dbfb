import { sameShape, type Shape } from "../../ir/graph.js";

/** What a layer gave for some samples, row-major. */
export interface LayerValues {
  readonly operator: string;
  /** With the batch. */
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array;
}

export interface LayerDifference {
  readonly path: string;
  readonly operator: string;
  /** Of a sample. */
  readonly shape: readonly number[];
  /** What it is on the other side, where that is something else. */
  readonly otherShape?: readonly number[] | undefined;
  /** Root mean square of the first side's values. */
  readonly rms: number;
  /** Largest difference of a value over `rms`: infinite where shapes differ, or numbers and what is no number meet. */
  readonly error: number;
}

export interface Difference {
  /** Of the layers that both sides have, in the order of the first. */
  readonly layers: readonly LayerDifference[];
  /** Paths of layers that only one side has. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
}

/** What the layers of two networks gave for the same samples. */
export function compareLayers(
  first: ReadonlyMap<string, LayerValues>,
  second: ReadonlyMap<string, LayerValues>,
): Difference {
  const layers = [...first].flatMap(([path, values]) => {
    const other = second.get(path);
    return other === undefined ? [] : [compareLayer(path, values, other)];
  });
  return {
    layers,
    onlyFirst: [...first.keys()].filter((path) => !second.has(path)),
    onlySecond: [...second.keys()].filter((path) => !first.has(path)),
  };
}

/** The first layer, in the order of the network, that is further off than `tolerance`. */
export function firstDivergence({ layers }: Difference, tolerance: number): LayerDifference | undefined {
  return layers.find(({ error }) => !(error <= tolerance));
}

function compareLayer(path: string, first: LayerValues, second: LayerValues): LayerDifference {
  const { operator, data } = first;
  const extents = ({ shape }: LayerValues): readonly number[] => shape.slice(1).map(Number);
  const rms = rootMeanSquare(data);
  const row = { path, operator, shape: extents(first), rms };
  if (!sameShape(first.shape, second.shape)) return { ...row, otherShape: extents(second), error: Infinity };
  const largest = largestDifference(data, second.data);
  return { ...row, error: largest === 0 ? 0 : largest / rms };
}

function rootMeanSquare(data: LayerValues["data"]): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum / data.length);
}

function largestDifference(a: LayerValues["data"], b: LayerValues["data"]): number {
  let largest = 0;
  for (let index = 0; index < a.length; index += 1) {
    const [x = 0, y = 0] = [a[index], b[index]];
    if (Object.is(x, y)) continue;
    const difference = Math.abs(x - y);
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest;
}
