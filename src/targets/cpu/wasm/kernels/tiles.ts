/** Equal tiles, so many one after another. */
export interface Run {
  readonly rows: number;
  readonly count: number;
}

export function tilesIn(runs: readonly Run[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Cuts a row of pixels into register tiles of at most `most` rows, none of them much smaller than the others: 7 is
 * 4 + 3, since a tile of one row uses a quarter of the arithmetic that it loads weights for.
 */
export function splitRow(pixels: number, most: number): readonly Run[] {
  const tiles = Math.ceil(pixels / most);
  const rows = Math.floor(pixels / tiles);
  const larger = pixels - rows * tiles;
  const full = Math.floor(pixels / most);
  const rest = pixels - full * most;
  if (rest === 0) return [{ rows: most, count: full }];
  if (rest === most - 1)
    return [
      { rows: most, count: full },
      { rows: rest, count: 1 },
    ].filter(({ count }) => count > 0);
  return [
    { rows: rows + 1, count: larger },
    { rows, count: tiles - larger },
  ].filter(({ count }) => count > 0);
}
