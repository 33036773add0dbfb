/** A bilinear algorithm for `outputs` results of 3 taps (Lavin & Gray 2016): rows of its transforms. */
export interface Minimal {
  readonly outputs: number;
  /** Inputs of a tile, of each of which there is one multiplication. */
  readonly inputs: number;
  readonly input: readonly (readonly number[])[];
  readonly weight: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
}

/** F(2,3): points 0, 1, -1 and infinity. */
const two: Minimal = {
  outputs: 2,
  inputs: 4,
  input: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  weight: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  output: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
};

/** F(4,3): points 0, 1, -1, 2, -2 and infinity. */
const four: Minimal = {
  outputs: 4,
  inputs: 6,
  input: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  weight: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  output: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
};

/** The algorithms that there are kernels for. */
export const minimals: readonly Minimal[] = [four, two];

export function minimalFor(outputs: number): Minimal {
  const found = minimals.find((each) => each.outputs === outputs);
  if (found === undefined) throw new Error(`there is no minimal filtering of ${outputs} outputs`);
  return found;
}
