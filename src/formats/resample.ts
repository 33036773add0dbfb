/** Weights of the input elements that make one output element: the first has index `first`. */
export interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * The triangle (bilinear) filter from `from` to `to` elements, as Pillow and torchvision's `antialias` have it: pixel
 * centres at half-integers, and when shrinking the triangle is as wide as the scale, so that every input element
 * counts. Weights that fall outside the input are dropped and the others scaled to a sum of 1. Gives `count` of the
 * output elements, from `begin`.
 */
export function triangleFilter(from: number, to: number, begin: number, count: number): readonly Taps[] {
  const scale = from / to;
  const support = Math.max(scale, 1);
  return Array.from({ length: count }, (_, index) => {
    const centre = (begin + index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.floor(centre + support + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs((first + tap + 0.5 - centre) / support)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** The output element that `taps` give of a line whose element i lies at `at + i * stride`. */
export function applyTaps(line: Float64Array, taps: Taps, at: number, stride: number): number {
  let sum = 0;
  let from = at + taps.first * stride;
  for (const weight of taps.weights) {
    sum += weight * (line[from] ?? 0);
    from += stride;
  }
  return sum;
}
