import { expect, it } from "vitest";
import { halvesOf } from "../../src/runtime/webgpu/halves.js";

/** The number that a half is (IEEE 754 binary16). */
function numberOf(half: number): number {
  const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

it("takes every half as itself", () => {
  const halves = Array.from({ length: 0x10000 }, (_, half) => half).filter(
    (half) => (half & 0x7c00) < 0x7c00,
  );
  expect([...halvesOf(Float32Array.from(halves, numberOf))]).toEqual(halves);
});

it("takes the nearest half of what lies between two, and the even one from halfway", () => {
  const sizes = Array.from({ length: 0x7bff }, (_, half) => half);
  const between = (part: number): number[] =>
    sizes.map((half) => numberOf(half) + part * (numberOf(half + 1) - numberOf(half)));
  const expected = (next: (half: number) => number) => [...sizes.map(next), 0];
  expect([...halvesOf(Float32Array.from(between(0.49)))]).toEqual(expected((half) => half));
  expect([...halvesOf(Float32Array.from(between(0.51)))]).toEqual(expected((half) => half + 1));
  expect([...halvesOf(Float32Array.from(between(0.5)))]).toEqual(expected((half) => half + (half & 1)));
});

it("takes the largest half of what is larger, and no number as none", () => {
  expect([...halvesOf(Float32Array.of(65_519, 1e30, -Infinity, NaN))]).toEqual([
    0x7bff, 0x7bff, 0xfbff, 0x7e00,
  ]);
});
