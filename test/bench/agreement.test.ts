import { describe, expect, test } from "vitest";
import { agreementOf, errorOverRms } from "../../bench/harness/agreement.js";

describe("the error of logits", () => {
  test("is the largest difference over the root of the mean square", () => {
    expect(errorOverRms([3, 4.5], [3, 4])).toBeCloseTo(0.5 / Math.sqrt(12.5), 12);
  });

  test.each([
    { name: "other lengths", values: [1, 2, 3] },
    { name: "no logits", values: [] },
    { name: "no number", values: [1, NaN] },
    { name: "infinity", values: [1, Infinity] },
  ])("is infinite for $name", ({ values }) => {
    expect(errorOverRms(values, [1, 2])).toBe(Infinity);
  });
});

describe("engines", () => {
  const logits = [1, -2, 3];

  test("that are near each other agree", () => {
    const near = logits.map((logit) => logit + 1e-5);
    const { wrong, errors } = agreementOf(new Map(Object.entries({ a: logits, b: near })));
    expect(wrong).toEqual([]);
    expect(errors.b).toBeCloseTo(1e-5 / Math.sqrt(14 / 3), 8);
  });

  test("are held against what most of them say, whoever comes first", () => {
    const all = { off: [1, -2, 3.1], a: logits, b: logits, none: [NaN, 0, 0] };
    expect(agreementOf(new Map(Object.entries(all))).wrong).toEqual(["off", "none"]);
  });
});
