import { sameShape, type Shape } from "../../ir/graph.js";
import type { LayerPairs } from "./pairs.js";

/** What a layer gave for some samples, row-major. */
export interface LayerValues {
  readonly operator: string;
  /** With the batch. */
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array;
}

export interface LayerDifference {
  readonly path: string;
  /** On the other side, where layers correspond by place. */
  readonly otherPath?: string | undefined;
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
  /** What says which layers correspond. */
  readonly by: LayerPairs["by"];
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
  { by, pairs }: LayerPairs,
): Difference {
  const layers = pairs.flatMap(([path, otherPath]) => {
    const [values, other] = [first.get(path), second.get(otherPath)];
    if (values === undefined || other === undefined) return [];
    const { operator, ...difference } = compareLayer(values, other);
    return [{ path, ...(by === "place" ? { otherPath } : {}), operator, ...difference }];
  });
  const paired = [new Set(pairs.map(([path]) => path)), new Set(pairs.map(([, path]) => path))] as const;
  return {
    by,
    layers,
    onlyFirst: [...first.keys()].filter((path) => !paired[0].has(path)),
    onlySecond: [...second.keys()].filter((path) => !paired[1].has(path)),
  };
}

/** The first layer, in the order of the network, that is further off than `tolerance`. */
export function firstDivergence({ layers }: Difference, tolerance: number): LayerDifference | undefined {
  return layers.find(({ error }) => !(error <= tolerance));
}

function compareLayer(first: LayerValues, second: LayerValues): Omit<LayerDifference, "path"> {
  const { operator, data } = first;
  const extents = ({ shape }: LayerValues): readonly number[] => shape.slice(1).map(Number);
  const rms = rootMeanSquare(data);
  const row = { operator, shape: extents(first), rms };
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
