import fc from "fast-check";
import { expect, test } from "vitest";
import { copy } from "../../../../../src/targets/cpu/wasm/kernels/copy.js";
import { pad, type Pad } from "../../../../../src/targets/cpu/wasm/kernels/pad.js";
import type { Strides } from "../../../../../src/targets/cpu/wasm/kernels/pool.js";
import { replayInChromium } from "../../../../support/browser/replay.js";
import { numbers, runPhases, uncut } from "../../../../support/wasm.js";

const seed = 6021;

/** Strides of `[N, C, H, W]` that lie in an order, with gaps. */
function stridesIn(
  order: readonly number[],
  shape: readonly number[],
  gaps: readonly number[],
): { readonly strides: Strides; readonly span: number } {
  const strides: [number, number, number, number] = [0, 0, 0, 0];
  let span = 1;
  for (const [index, axis] of order.toReversed().entries()) {
    strides[axis] = span;
    span = span * (shape[axis] ?? 1) + (gaps[index] ?? 0);
  }
  return { strides, span };
}

const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 });
const layouts = fc.oneof(fc.constant([0, 1, 2, 3]), fc.constant([0, 2, 3, 1]), orders);
const gaps = fc.oneof(
  fc.constant([0, 0, 0, 0]),
  fc.array(fc.constantFrom(0, 1, 3), { minLength: 4, maxLength: 4 }),
);
const extents = fc.tuple(
  fc.constantFrom(1, 2, 3),
  fc.constantFrom(1, 2, 3, 3, 4, 5, 17, 40),
  fc.constantFrom(1, 2, 5, 11),
  fc.constantFrom(1, 3, 4, 7, 9, 16, 33),
);

function* places([N, C, H, W]: readonly [number, number, number, number]) {
  for (let n = 0; n < N; n += 1)
    for (let c = 0; c < C; c += 1)
      for (let y = 0; y < H; y += 1) for (let x = 0; x < W; x += 1) yield [n, c, y, x] as const;
}

const at = (strides: readonly number[], place: readonly number[]): number =>
  place.reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0);

test(`copies take elements between any strides (seed ${seed})`, async () => {
  const cases = fc.record({ shape: extents, from: layouts, to: layouts, gaps, values: fc.integer() });
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, from, to, gaps, values }) => {
      const [input, output] = [stridesIn(from, shape, gaps), stridesIn(to, shape, gaps.toReversed())];
      const random = numbers(values);
      const data = Float32Array.from({ length: input.span }, random);
      const nothing = new Float32Array(output.span).fill(NaN);
      const expected = nothing.slice();
      for (const place of places(shape))
        expected[at(output.strides, place)] = data[at(input.strides, place)] ?? NaN;
      const kernel = copy("copy", { shape, strides: [input.strides, output.strides] });
      for (const cut of [uncut, random])
        expect((await runPhases(kernel, [data, nothing], cut)).at(-1)).toEqual(expected);
    }),
    { seed, numRuns: 150 },
  );
}, 60_000);

test(`padding surrounds what it copies (seed ${seed})`, async () => {
  const cases = fc.record({
    shape: extents,
    from: layouts,
    padding: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 3 }))),
    gaps,
    value: fc.constantFrom(0, -Infinity, 1.5),
    values: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, from, gaps, value, values, ...given }) => {
      const padding = given.padding as [number, number, number, number];
      const [top, left, bottom, right] = padding;
      const [samples, channels, height, width] = shape;
      const padded = [samples, channels, top + height + bottom, left + width + right] as const;
      const input = stridesIn(from, shape, gaps);
      const made = stridesIn([0, 2, 3, 1], padded, [0, 2, 0, 5]);
      const [sample, , row, pixel] = made.strides;
      const call: Pad = { shape, padding, input: input.strides, output: { sample, row, pixel }, value };
      const random = numbers(values);
      const data = Float32Array.from({ length: input.span }, random);
      const nothing = new Float32Array(made.span).fill(NaN);
      const expected = nothing.slice();
      for (const place of places(padded)) expected[at(made.strides, place)] = value;
      for (const [n, c, y, x] of places(shape))
        expected[at(made.strides, [n, c, y + top, x + left])] = data[at(input.strides, [n, c, y, x])] ?? NaN;
      const kernel = pad("pad", call);
      for (const cut of [uncut, random])
        expect((await runPhases(kernel, [data, nothing], cut)).at(-1)).toEqual(expected);
    }),
    { seed, numRuns: 150 },
  );
}, 60_000);

replayInChromium();
