import { f32x4, get, set, splat, type WatFunction } from "../wat.js";

/** Numbers in a vector. */
export const lanes = 4;
export const floatBytes = 4;
export const vectorBytes = lanes * floatBytes;

/** So many numbers, and those that fill up the last vector. */
export function wholeVectors(count: number): number {
  return lanes * Math.ceil(count / lanes);
}

/** A vector of floats from a byte address, `at` floats behind it. */
export function load(address: string, at: number): string {
  return `(v128.load offset=${at * floatBytes} align=4 ${address})`;
}

/** One float, four times. */
export function loadSplat(address: string, at: number): string {
  return `(v128.load32_splat offset=${at * floatBytes} align=4 ${address})`;
}

/** Puts so many floats that lie side by side into a local; the lanes behind them are 0. */
export function loadLanes(into: string, address: string, at: number, count: number): readonly string[] {
  if (count === lanes) return [set(into, load(address, at))];
  const lane = (index: number): string =>
    `(v128.load32_lane offset=${(at + index) * floatBytes} align=4 ${index} ${address} ${get(into)})`;
  return [set(into, splat(0)), ...range(count).map((index) => set(into, lane(index)))];
}

/** Stores the first lanes of a vector, which is a local, side by side. */
export function storeLanes(address: string, at: number, value: string, count: number): readonly string[] {
  if (count === lanes) return [`(v128.store offset=${at * floatBytes} align=4 ${address} ${value})`];
  return range(count).map(
    (lane) => `(v128.store32_lane offset=${(at + lane) * floatBytes} align=4 ${lane} ${address} ${value})`,
  );
}

/** Puts so many floats that are `step` apart into a local, from `at` floats behind an address on. */
export function loadStepped(
  into: string,
  address: string,
  at: number,
  step: number,
  count: number,
): readonly string[] {
  if (step === 1) return loadLanes(into, address, at, count);
  if (step === 0) return [set(into, loadSplat(address, at))];
  const lane = (index: number): string =>
    `(v128.load32_lane offset=${(at + index * step) * floatBytes} align=4 ${index} ${address} ${get(into)})`;
  const first = `(v128.load32_zero offset=${at * floatBytes} align=4 ${address})`;
  return [
    set(into, first),
    ...range(count)
      .slice(1)
      .map((index) => set(into, lane(index))),
  ];
}

/** Stores the first lanes of a vector, which is a local, `step` floats apart. */
export function storeStepped(
  address: string,
  at: number,
  step: number,
  value: string,
  count: number,
): readonly string[] {
  if (step === 1) return storeLanes(address, at, value, count);
  return range(count).map(
    (lane) =>
      `(v128.store32_lane offset=${(at + lane * step) * floatBytes} align=4 ${lane} ${address} ${value})`,
  );
}

/** Neighbours change places, then pairs do. */
const swaps = ["4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11", "8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7"];

/** Gives every lane of a local what all of them give together. */
export function acrossLanes(
  f: WatFunction,
  name: string,
  combine: (a: string, b: string) => string = (a, b) => f32x4("add", a, b),
): void {
  for (const swap of swaps) {
    f.push(set(name, combine(get(name), `(i8x16.shuffle ${swap} ${get(name)} ${get(name)})`)));
  }
}

/**
 * The larger numbers, and NaN where either is NaN, in less than half of the instructions that `f32x4.max` takes. Both
 * are read twice; of two zeros it may be either.
 */
export function larger(a: string, b: string): string {
  return `(v128.or ${f32x4("pmax", a, b)} ${f32x4("pmax", b, a)})`;
}

/** Four numbers of two vectors: lanes 0 to 3 are the first's, 4 to 7 the second's. */
export function shuffle(a: string, b: string, from: readonly number[]): string {
  const bytes = from.flatMap((lane) => range(floatBytes).map((byte) => lane * floatBytes + byte));
  return `(i8x16.shuffle ${bytes.join(" ")} ${a} ${b})`;
}

/** Makes the columns of four vectors, which are locals, their rows. */
export function transpose(f: WatFunction, rows: readonly string[]): void {
  const [a = "", b = "", c = "", d = ""] = rows;
  const [low, high] = [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ];
  const [ab, cd] = [f.local("ab", "v128"), f.local("cd", "v128")];
  const pairs = (half: readonly number[]): readonly string[] => [
    set(ab, shuffle(get(a), get(b), half)),
    set(cd, shuffle(get(c), get(d), half)),
  ];
  const [first, second] = [f.local("first0", "v128"), f.local("first1", "v128")];
  f.push(
    ...pairs(low),
    set(first, shuffle(get(ab), get(cd), [0, 1, 4, 5])),
    set(second, shuffle(get(ab), get(cd), [2, 3, 6, 7])),
    ...pairs(high),
    set(a, get(first)),
    set(b, get(second)),
    set(c, shuffle(get(ab), get(cd), [0, 1, 4, 5])),
    set(d, shuffle(get(ab), get(cd), [2, 3, 6, 7])),
  );
}

export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
