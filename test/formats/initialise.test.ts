import { describe, expect, it } from "vitest";
import { initialise, type InitialValues } from "../../src/formats/initialise.js";
import { philox4x32 } from "../../src/formats/philox.js";

// Known answers of the reference implementation, Random123 (kat_vectors).
it.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])("Philox4x32-10 of %j under %j", (counter, [key0 = 0, key1 = 0], expected) => {
  const words = Uint32Array.from(counter);
  philox4x32(words, key0, key1);
  expect([...words]).toEqual(expected);
});

const scaled = (scheme: "xavier" | "he" | "lecun", distribution: "uniform" | "normal"): InitialValues => ({
  kind: "scaled",
  scheme,
  distribution,
  fanIn: 50,
  fanOut: 150,
});

function moments(values: Float32Array): { mean: number; variance: number; kurtosis: number } {
  const moment = (power: number, about: number): number =>
    values.reduce((sum, value) => sum + (value - about) ** power, 0) / values.length;
  const mean = moment(1, 0);
  const variance = moment(2, mean);
  return { mean, variance, kurtosis: moment(4, mean) / variance ** 2 };
}

describe.each([
  ["xavier", 0.01],
  ["he", 0.04],
  ["lecun", 0.02],
] as const)("%s", (scheme, variance) => {
  // Standard errors over 40,000 numbers: 0.005 sigma for the mean, 0.7% for the variance.
  it.each([
    ["uniform", 1.8],
    ["normal", 3],
  ] as const)("%s", (distribution, kurtosis) => {
    const values = initialise([200, 200], scaled(scheme, distribution), 1, "conv1.weight");
    const found = moments(values);
    expect(Math.abs(found.mean)).toBeLessThan(0.02 * Math.sqrt(variance));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(found.kurtosis - kurtosis)).toBeLessThan(0.15);
    if (distribution === "uniform") {
      const bound = Math.sqrt(3 * variance);
      expect(values.every((value) => Math.abs(value) <= bound)).toBe(true);
    }
  });
});

describe("a tensor's values", () => {
  const uniform = scaled("he", "uniform");
  const values = initialise([7], uniform, 1, "conv1.weight");

  it("depend on seed, path and index only", () => {
    expect(initialise([7], uniform, 1, "conv1.weight")).toEqual(values);
    expect(initialise([2, 5], uniform, 1, "conv1.weight").subarray(0, 7)).toEqual(values);
    expect(initialise([7], uniform, 2, "conv1.weight")).not.toEqual(values);
    expect(initialise([7], uniform, 1 + 2 ** 32, "conv1.weight")).not.toEqual(values);
    expect(initialise([7], uniform, 1, "conv2.weight")).not.toEqual(values);
  });

  it("stay the same from version to version", () => {
    expect([...initialise([3], uniform, 1, "conv1.weight")]).toMatchInlineSnapshot(`
      [
        -0.21532104909420013,
        -0.33627718687057495,
        -0.18333552777767181,
      ]
    `);
    expect([...initialise([3], scaled("xavier", "normal"), 7, "fc.weight")]).toMatchInlineSnapshot(`
      [
        -0.035841204226017,
        -0.02328641526401043,
        0.03923211991786957,
      ]
    `);
  });

  it("may be one number", () => {
    expect(initialise([2], { kind: "fill", value: 1 }, 1, "bn.weight")).toEqual(Float32Array.of(1, 1));
  });
});
