import {
  abs,
  add,
  constant,
  div,
  exp,
  exponent,
  input,
  mantissa,
  max,
  min,
  mul,
  neg,
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
 * polynomials. Input 0 is the argument. In float32 arithmetic the relative error is below 3e-7 over the finite range;
 * exp flushes results below 2^-126 to zero.
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

/** Lambert's continued fraction below 0.6, and 1 - 2 / (exp(2 |x|) + 1) with the sign of x above. */
function hyperbolicTangent(): Scalar {
  const x = input(0);
  const square = mul(x, x);
  const fraction = div(
    mul(x, polynomial(square, [10395, 1260, 21])),
    polynomial(square, [10395, 4725, 210, 1]),
  );
  const large = sub(constant(1), div(constant(2), add(exp(mul(abs(x), constant(2))), constant(1))));
  return select(abs(x), constant(0.6), signed(large), fraction);
}

/**
 * The Maclaurin series of degree 19 up to 1, and 1 - exp(p(|x|)) with the sign of x above: p approximates
 * log(1 - erf) on [1, 4], so that the result is exact to 1e-9 up to 4; beyond, it differs from 1 by 1.5e-8.
 */
function errorFunction(): Scalar {
  const x = input(0);
  let factorial = 1;
  const coefficients = Array.from({ length: 10 }, (_, n) => {
    factorial *= Math.max(n, 1);
    return ((n % 2 === 0 ? 1 : -1) * (2 / Math.sqrt(Math.PI))) / (factorial * (2 * n + 1));
  });
  const small = mul(x, polynomial(mul(x, x), coefficients));
  const logarithm = polynomial(
    min(abs(x), constant(4)),
    [-3.53703948e-4, -1.1270401, -0.638225571, -0.103037461, 0.0218053631, -0.0029396186, 1.85575174e-4],
  );
  return select(abs(x), constant(1), signed(sub(constant(1), exp(logarithm))), small);
}

/** A magnitude with the sign of the argument. */
function signed(magnitude: Scalar): Scalar {
  return select(input(0), constant(0), magnitude, neg(magnitude));
}
