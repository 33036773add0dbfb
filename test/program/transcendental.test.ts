import { describe, expect, it } from "vitest";
import { erf } from "../../src/ir/erf.js";
import { evaluateScalar, type Scalar } from "../../src/ir/scalar.js";
import { transcendentals } from "../../src/program/transcendental.js";

const f = Math.fround;

/** Evaluates with every intermediate result rounded to float32, as a float32 target would. */
function evaluateFloat32(expression: Scalar, x: number): number {
  const nested = (e: Scalar): number => {
    switch (e.kind) {
      case "unary":
        return f(evaluateScalar({ ...e, x: literal(e.x) }, []));
      case "binary":
        return f(evaluateScalar({ ...e, a: literal(e.a), b: literal(e.b) }, []));
      case "select":
        return nested(e.a) > nested(e.b) ? nested(e.then) : nested(e.otherwise);
      case "constant":
        return f(e.value);
      case "input":
        return f(x);
    }
  };
  const literal = (e: Scalar): Scalar => ({ kind: "constant", value: nested(e) });
  return nested(expression);
}

/** Largest relative error over `count` arguments from `from` to `to`. */
function worst(
  name: keyof typeof transcendentals,
  from: number,
  to: number,
  exact: (x: number) => number,
): number {
  let error = 0;
  for (let i = 0; i <= 4000; i += 1) {
    const x = f(from + ((to - from) * i) / 4000);
    const reference = exact(x);
    if (reference === 0) continue;
    error = Math.max(error, Math.abs(evaluateFloat32(transcendentals[name], x) / reference - 1));
  }
  return error;
}

describe("polynomials in float32 arithmetic", () => {
  it("exp", () => {
    expect(worst("exp", -87, 88.7, Math.exp)).toBeLessThan(3e-7);
    expect(worst("exp", -1, 1, Math.exp)).toBeLessThan(3e-7);
    expect(evaluateFloat32(transcendentals.exp, 0)).toBe(1);
    expect(evaluateFloat32(transcendentals.exp, -1000)).toBeLessThan(1e-38);
    expect(evaluateFloat32(transcendentals.exp, 1000)).toBe(Infinity);
    expect(evaluateFloat32(transcendentals.exp, NaN)).toBeNaN();
  });

  it("log", () => {
    expect(worst("log", 1e-6, 0.9, Math.log)).toBeLessThan(3e-7);
    expect(worst("log", 1.1, 1e6, Math.log)).toBeLessThan(3e-7);
    expect(worst("log", 0.9, 1.1, Math.log)).toBeLessThan(3e-7);
    expect(evaluateFloat32(transcendentals.log, 1)).toBe(0);
    expect(evaluateFloat32(transcendentals.log, 0)).toBe(-Infinity);
    expect(evaluateFloat32(transcendentals.log, -1)).toBeNaN();
  });

  it("tanh", () => {
    expect(worst("tanh", -0.7, 0.7, Math.tanh)).toBeLessThan(3e-7);
    expect(worst("tanh", -10, 10, Math.tanh)).toBeLessThan(3e-7);
    expect(worst("tanh", -1e-4, 1e-4, Math.tanh)).toBeLessThan(3e-7);
    expect(evaluateFloat32(transcendentals.tanh, 100)).toBe(1);
    expect(evaluateFloat32(transcendentals.tanh, -100)).toBe(-1);
    expect(evaluateFloat32(transcendentals.tanh, NaN)).toBeNaN();
  });

  it("erf", () => {
    expect(worst("erf", -1.1, 1.1, erf)).toBeLessThan(3e-7);
    expect(worst("erf", -6, 6, erf)).toBeLessThan(3e-7);
    expect(worst("erf", -1e-4, 1e-4, erf)).toBeLessThan(3e-7);
    expect(evaluateFloat32(transcendentals.erf, 100)).toBe(1);
    expect(evaluateFloat32(transcendentals.erf, -100)).toBe(-1);
    expect(evaluateFloat32(transcendentals.erf, NaN)).toBeNaN();
  });
});
