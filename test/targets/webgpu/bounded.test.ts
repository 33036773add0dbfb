import { expect, it } from "vitest";
import { constant, input, max, min } from "../../../src/ir/scalar.js";
import { boundsOf } from "../../../src/targets/webgpu/wgsl/kernels/bounded.js";

it("bounds are those of rectifiers, and NaN is none", () => {
  const of = (bound: number) =>
    boundsOf({ expression: min(max(input(0), constant(0)), constant(bound)), operands: [] });
  expect(of(6)).toEqual({ least: 0, most: 6 });
  expect(of(NaN)).toBeUndefined();
  expect(boundsOf(undefined)).toEqual({ least: -Infinity, most: Infinity });
});
