import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  broadcastView,
  channelView,
  elementsOf,
  isContiguous,
  permuteView,
  reshapeView,
  rowMajorStrides,
  sliceView,
  wholeBuffer,
  type View,
} from "../../src/program/view.js";

/** Where in the buffer each element of a view is, in row-major order of the view. */
function addresses({ offset, shape, strides }: View): number[] {
  return shape.reduce<number[]>(
    (before, extent, axis) =>
      before.flatMap((at) => Array.from({ length: extent }, (_, i) => at + i * (strides[axis] ?? 0))),
    [offset],
  );
}

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

/** Views as schedules make them: slices, permutations and repeated axes of whole buffers. */
const views: fc.Arbitrary<View> = fc
  .record({ shape: shapes, cuts: fc.array(fc.nat(5), { maxLength: 3 }), repeat: fc.nat(6) })
  .chain(({ shape, cuts, repeat }) => {
    const axes = shape.map((_, axis) => axis);
    const order = fc.oneof(fc.constant(axes), fc.shuffledSubarray(axes, { minLength: axes.length }));
    return fc.record({
      shape: fc.constant(shape),
      cuts: fc.constant(cuts),
      repeat: fc.constant(repeat),
      order,
    });
  })
  .map(({ shape, cuts, order, repeat }) => {
    let view = wholeBuffer(0, shape);
    cuts.forEach((cut, axis) => {
      const extent = view.shape[axis] ?? 0;
      if (extent > 1) view = sliceView(view, axis, cut % extent, 1 + ((extent - 1 - (cut % extent)) >> 1));
    });
    view = permuteView(view, order);
    if (repeat >= 4) view = broadcastView(view, [repeat - 2, ...view.shape]);
    return view;
  });

/** A shape of as many elements, by joining and splitting axes. */
function reshaped(view: View, picks: readonly number[]): number[] {
  let left = elementsOf(view);
  const shape: number[] = [];
  for (const pick of picks) {
    const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((d) => left % d === 0);
    const extent = divisors[pick % divisors.length] ?? 1;
    shape.push(extent);
    left /= extent;
  }
  return [...shape, left];
}

/** Whether any strides give these addresses in this shape: then those of single steps along each axis do. */
function isStrided(at: readonly number[], shape: readonly number[]): boolean {
  const steps = rowMajorStrides(shape);
  const strides = shape.map((extent, axis) =>
    extent === 1 ? 0 : (at[steps[axis] ?? 0] ?? 0) - (at[0] ?? 0),
  );
  const said = addresses({ buffer: 0, offset: at[0] ?? 0, shape, strides });
  return said.every((address, index) => address === at[index]);
}

describe("reshapeView", () => {
  const picks = fc.array(fc.nat(20), { maxLength: 4 });

  it("names the same elements in the same order, wherever strides can", () => {
    fc.assert(
      fc.property(views, picks, (view, numbers) => {
        const shape = reshaped(view, numbers);
        const result = reshapeView(view, shape);
        if (isStrided(addresses(view), shape)) {
          expect(result?.shape).toEqual(shape);
          expect(result && addresses(result)).toEqual(addresses(view));
        } else {
          expect(result).toBeUndefined();
        }
      }),
      { seed: 1, numRuns: 8000 },
    );
  });

  it("joins and splits axes of a slice, but not across the cut", () => {
    const channels = sliceView(wholeBuffer(0, [2, 6, 4, 4]), 1, 2, 3);
    expect(reshapeView(channels, [2, 48])).toMatchObject({ offset: 32, strides: [96, 1] });
    expect(reshapeView(channels, [2, 3, 2, 8])).toMatchObject({ strides: [96, 16, 8, 1] });
    expect(reshapeView(channels, [96])).toBeUndefined();
  });
});

describe("views", () => {
  it("are contiguous where row-major strides say the same", () => {
    fc.assert(
      fc.property(views, (view) => {
        const first = addresses(view)[0] ?? 0;
        const inOrder = addresses(view).every((address, index) => address === first + index);
        expect(isContiguous(view)).toBe(inOrder);
      }),
      { seed: 2 },
    );
  });

  it("repeat axes that broadcast", () => {
    const row = wholeBuffer(0, [3]);
    expect(addresses(broadcastView(row, [2, 3]))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(addresses(broadcastView(wholeBuffer(0, [2, 1]), [2, 3]))).toEqual([0, 0, 0, 1, 1, 1]);
    expect(addresses(channelView(wholeBuffer(0, [2]), [2, 2, 2]))).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });

  it("take ranges and turn axes", () => {
    expect(addresses(sliceView(wholeBuffer(0, [2, 3]), 1, 1, 2))).toEqual([1, 2, 4, 5]);
    expect(addresses(permuteView(wholeBuffer(0, [2, 3]), [1, 0]))).toEqual([0, 3, 1, 4, 2, 5]);
  });
});
