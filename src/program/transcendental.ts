import {
  abs,
  add,
  constant,
  div,
  exponent,
  input,
  mantissa,
  max,
  min,
  mul,
  pow2,
  round,
  select,
  sqrt,
  sub,
  type Scalar,
  type Transcendental,
} from "../ir/scalar.js";

/**
 * exp, log, tanh and erf from arithmetic and the primitives of `ir/scalar.ts`, so that every target computes the same
 * polynomials. Input 0 is the argument. In float32 arithmetic the relative error is below 3e-7 (erf: 3.5e-7) over the finite
 * range; exp flushes results below 2^-126 to zero.
 */
export const transcendentals: Readonly<Record<Transcendental, Scalar>> = {
  exp: exponential(),
  log: logarithm(),
  tanh: hyperbolicTangent(),
  erf: errorFunction(),
};

export function isTranscendental(op: string): op is Transcendental {
  return Object.hasOwn(transcendentals, op);
}

/** Horner's scheme; coefficients from the constant term up. */
function polynomial(x: Scalar, coefficients: readonly number[]): Scalar {
  return coefficients
    .slice(0, -1)
    .reduceRight<Scalar>(
      (sum, coefficient) => add(mul(sum, x), constant(coefficient)),
      constant(coefficients.at(-1) ?? 0),
    );
}

/** exp(x) = 2^n · exp(r), n = round(x / ln 2), |r| ≤ ln 2 / 2, with the Taylor polynomial of degree 7 for exp(r). */
function exponential(): Scalar {
  const x = min(max(input(0), constant(-104)), constant(89));
  const n = round(mul(x, constant(Math.LOG2E)));
  // ln 2 in two parts: n times the first is exact in float32.
  const r = sub(sub(x, mul(n, constant(0.693359375))), mul(n, constant(-2.12194440054690583e-4)));
  const p = polynomial(r, [1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]);
  // One factor of 2 is kept apart, so that 2^n itself never overflows.
  return mul(mul(p, constant(2)), pow2(sub(n, constant(1))));
}

/**
 * log(m · 2^e) = e · ln 2 + 2 artanh((m - 1) / (m + 1)), m moved into [√½, √2). Zero gives -Infinity, a negative
 * number NaN.
 */
function logarithm(): Scalar {
  const x = input(0);
  const high = mantissa(x);
  const m = select(high, constant(Math.SQRT2), mul(high, constant(0.5)), high);
  const e = select(high, constant(Math.SQRT2), add(exponent(x), constant(1)), exponent(x));
  const f = div(sub(m, constant(1)), add(m, constant(1)));
  const series = polynomial(mul(f, f), [2, 2 / 3, 2 / 5, 2 / 7, 2 / 9]);
  const positive = add(mul(f, series), mul(e, constant(Math.LN2)));
  const outside = sub(sqrt(x), div(constant(1), abs(x)));
  return select(x, constant(0), positive, outside);
}

/** The ratio of degrees 4 and 4 up to 9.02, from where on tanh is 1 in float32. */
function hyperbolicTangent(): Scalar {
  return oddRatio(
    9.02,
    [1, 0.133797169, 3.49403382e-3, 2.05834676e-5, 1.33190552e-8],
    [1, 0.467130333, 2.58710701e-2, 3.28309136e-4, 7.76201205e-7],
  );
}

/** The ratio of degrees 5 and 5 up to 3.8, from where on erf is 1 to 8e-8. */
function errorFunction(): Scalar {
  return oddRatio(
    3.8,
    [1.4951154, 0.246782854, 6.93123266e-2, 4.79001785e-3, 3.79628153e-4, 2.85015108e-6],
    [1.32501149, 0.660375655, 0.149053141, 1.9434303e-2, 1.50402286e-3, 5.19584137e-5],
  );
}

/** x · p(x²) / q(x²) with coefficients of least relative error, within -1 and 1; beyond `last`, what it is there. */
function oddRatio(last: number, p: readonly number[], q: readonly number[]): Scalar {
  const x = between(input(0), last);
  const square = mul(x, x);
  return between(div(mul(x, polynomial(square, p)), polynomial(square, q)), 1);
}

function between(x: Scalar, bound: number): Scalar {
  return min(max(x, constant(-bound)), constant(bound));
}
