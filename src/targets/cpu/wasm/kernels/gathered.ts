/**
 * Places along an axis of a convolution's input that are a stride apart and were seen by the same taps, one place of the
 * output after another.
 */
export interface GatheredRun {
  /** The first of the places, and how many there are. */
  readonly start: number;
  readonly count: number;
  /** The lowest tap that saw the first place, and how many did. */
  readonly first: number;
  readonly taps: number;
  /** The place of the output at which the lowest tap saw the first place; it is the last one that did. */
  readonly from: number;
}

/** From one tap that sees a place to the next: taps, and places of the output back. */
export function tapSteps(stride: number, dilation: number): { readonly taps: number; readonly back: number } {
  const common = greatestDivisor(stride, dilation);
  return { taps: stride / common, back: dilation / common };
}

/** How the places of an axis of the input gather from the `extent` places of the output. */
export function gatheredRuns(
  places: number,
  extent: number,
  {
    kernel,
    stride,
    dilation,
    padding,
  }: {
    readonly kernel: number;
    readonly stride: number;
    readonly dilation: number;
    readonly padding: number;
  },
): readonly GatheredRun[] {
  const runs: GatheredRun[] = [];
  for (let residue = 0; residue < Math.min(stride, places); residue += 1) {
    const own = runs.length;
    for (let start = residue; start < places; start += stride) {
      const seen = Array.from({ length: kernel }, (_, tap) => ({
        tap,
        from: (start + padding - tap * dilation) / stride,
      })).filter(({ from }) => Number.isInteger(from) && from >= 0 && from < extent);
      const { tap: first, from } = seen[0] ?? { tap: 0, from: 0 };
      const taps = seen.length;
      const last = runs.length > own ? runs.at(-1) : undefined;
      const follows =
        last?.first === first && last.taps === taps && (taps === 0 || last.from + last.count === from);
      if (last !== undefined && follows) runs[runs.length - 1] = { ...last, count: last.count + 1 };
      else runs.push({ start, count: 1, first, taps, from });
    }
  }
  return runs;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
