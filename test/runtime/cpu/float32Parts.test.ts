import { expect, it } from "vitest";
import { exponent, mantissa } from "../../../src/runtime/cpu/float32Parts.js";
import { pow2 } from "../../../src/runtime/cpu/pow2.js";

it("pow2 is exact over the normal range, 0 below and Infinity above", () => {
  for (let n = -126; n <= 127; n += 1) expect(pow2(n)).toBe(2 ** n);
  expect(pow2(-127)).toBe(0);
  expect(pow2(-1e9)).toBe(0);
  expect(pow2(128)).toBe(Infinity);
});

it("exponent and mantissa take a normal number apart", () => {
  for (const x of [2 ** -126, 1e-30, 0.1, 0.99999994, 1, 1.5, 2, 3, 65504, 3.4e38].map(Math.fround)) {
    expect(exponent(x)).toBe(Math.floor(Math.log2(x)));
    expect(mantissa(x) * 2 ** exponent(x)).toBe(x);
    expect(mantissa(x)).toBeGreaterThanOrEqual(1);
    expect(mantissa(x)).toBeLessThan(2);
  }
});

it("numbers that are not normal", () => {
  expect([0, 2 ** -130, Infinity, NaN].map(exponent)).toEqual([-127, -127, 128, 128]);
  expect([0, 2 ** -130, Infinity].map(mantissa)).toEqual([1, 1 + 2 ** -4, 1]);
});
