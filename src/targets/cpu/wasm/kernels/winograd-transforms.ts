import { f32x4, get, set, type WatFunction } from "../wat.js";
import { loadSplat } from "./lanes.js";

/**
 * A minimal filtering algorithm F(m, r), which gives `m` outputs of a kernel of `r` taps with `m + r - 1` multiplications
 * (Winograd 1980; Lavin and Gray 2015): `output · ((filter · g) ⊙ (input · d))`, from the points where the polynomials
 * are evaluated, with the one at infinity last.
 */
export interface Minimal {
  readonly outputs: number;
  readonly taps: number;
  /** Inputs, and multiplications. */
  readonly inputs: number;
  /** Matrices by rows: `[inputs][inputs]`, `[inputs][taps]` and `[outputs][inputs]`. */
  readonly input: Matrix;
  readonly filter: Matrix;
  readonly output: Matrix;
}

type Matrix = readonly (readonly number[])[];

/** A vector's text, or nothing, which is zero. */
export type Vector = string | undefined;

/** The local in which each factor of a matrix is, four times. */
export type Factors = ReadonlyMap<number, string>;

/**
 * Puts the factors of matrices into locals, by way of the memory at `$scratch`: what an engine knows to be a constant, it
 * makes anew wherever it is used.
 */
export function heldFactors(f: WatFunction, ...matrices: readonly Matrix[]): Factors {
  const sizes = [...new Set(matrices.flat(2).map(Math.abs))].filter((size) => size !== 0 && size !== 1);
  const place = "(global.get $scratch)";
  return new Map(
    sizes.map((size, index) => {
      const name = f.local(`factor${index}`, "v128");
      f.push(`(f32.store ${place} (f32.const ${Math.fround(size)}))`, set(name, loadSplat(place, 0)));
      return [size, name];
    }),
  );
}

/** Pairs of neighbours in this list differ in their sign only, which halves the work of the transforms. */
const points = [0, 1, -1, 2, -2, 1 / 2, -1 / 2, 3 / 4, -3 / 4];

export function minimal(outputs: number, taps: number): Minimal {
  const inputs = outputs + taps - 1;
  const finite = points.slice(0, inputs - 1);
  const without = (point: number): readonly number[] => product(finite.filter((other) => other !== point));
  const powers = (count: number) => (point: number) => Array.from({ length: count }, (_, k) => point ** k);
  const last = (count: number) => Array.from({ length: count }, (_, k) => (k === count - 1 ? 1 : 0));
  const filter = finite.map((point) => {
    const norm = finite.reduce((value, other) => (other === point ? value : value * (point - other)), 1);
    return powers(taps)(point).map((power) => power / norm);
  });
  const output = [...finite.map(powers(outputs)), last(outputs)];
  return {
    outputs,
    taps,
    inputs,
    input: [...finite.map((point) => [...without(point), 0]), product(finite)],
    filter: [...filter, last(taps)],
    output: last(outputs).map((_, k) => output.map((powersOfPoint) => powersOfPoint[k] ?? 0)),
  };
}

/** Coefficients of the polynomial with these zeros, constant first. */
function product(zeros: readonly number[]): readonly number[] {
  return zeros.reduce<readonly number[]>(
    (polynomial, zero) =>
      [0, ...polynomial].map((coefficient, k) => coefficient - zero * (polynomial[k] ?? 0)),
    [1],
  );
}

/**
 * A matrix times vectors, where the rows of two points that differ in sign are the sum and the difference of what even
 * and odd powers give.
 */
export function byRows(
  f: WatFunction,
  matrix: Matrix,
  factors: Factors,
  vectors: readonly Vector[],
): readonly Vector[] {
  const results: Vector[] = [];
  for (let row = 0; row < matrix.length; row += 1) {
    const [coefficients = [], mirrored = []] = matrix.slice(row, row + 2);
    const isPair = coefficients.every((value, k) => Math.abs(value) === Math.abs(mirrored[k] ?? NaN));
    if (!isPair) {
      results.push(combination(coefficients, factors, vectors));
      continue;
    }
    const part = (name: string, sign: number): Vector => {
      const kept = coefficients.map((value, k) => (value === sign * (mirrored[k] ?? NaN) ? value : 0));
      return hold(f, `${name}${row}`, combination(kept, factors, vectors));
    };
    const [even, odd] = [part("even", 1), part("odd", -1)];
    results.push(add(even, odd), subtract(even, odd));
    row += 1;
  }
  return results;
}

/** A matrix times vectors, of which two neighbours may belong to points that differ in sign: the transform of outputs. */
export function byColumns(
  f: WatFunction,
  matrix: Matrix,
  factors: Factors,
  vectors: readonly Vector[],
): readonly Vector[] {
  const [first = []] = matrix;
  const columns: { readonly coefficients: readonly number[]; readonly even: Vector; readonly odd: Vector }[] =
    [];
  for (let column = 0; column < first.length; column += 1) {
    const coefficients = matrix.map((row) => row[column] ?? 0);
    const [x, y] = vectors.slice(column, column + 2);
    const isPair = matrix.every((row, power) => row[column + 1] === (row[column] ?? 0) * (-1) ** power);
    if (!isPair) {
      columns.push({ coefficients, even: x, odd: x });
      continue;
    }
    const even = hold(f, `even${column}`, add(x, y));
    columns.push({ coefficients, even, odd: hold(f, `odd${column}`, subtract(x, y)) });
    column += 1;
  }
  return matrix.map((_, power) =>
    combination(
      columns.map(({ coefficients }) => coefficients[power] ?? 0),
      factors,
      columns.map(({ even, odd }) => (power % 2 === 0 ? even : odd)),
    ),
  );
}

/** A sum of multiples, where vectors with factors of one size are added before they are multiplied. */
function combination(coefficients: readonly number[], factors: Factors, vectors: readonly Vector[]): Vector {
  const sizes = [...new Set(coefficients.map(Math.abs))].filter((size) => size !== 0);
  return sizes
    .map((size) => {
      const terms = (sign: number): Vector =>
        vectors
          .filter((_, k) => coefficients[k] === sign * size)
          .reduce<Vector>((sum, vector) => add(sum, vector), undefined);
      const [positive, negative] = [terms(1), terms(-1)];
      const factor = factors.get(size);
      if (positive === undefined) return { sign: -1, value: scale(factor, negative) };
      return { sign: 1, value: scale(factor, subtract(positive, negative)) };
    })
    .sort((a, b) => b.sign - a.sign)
    .reduce<Vector>((sum, { sign, value }) => (sign > 0 ? add(sum, value) : subtract(sum, value)), undefined);
}

function hold(f: WatFunction, name: string, value: Vector): Vector {
  if (value === undefined) return undefined;
  f.push(set(f.local(name, "v128"), value));
  return get(name);
}

function add(a: Vector, b: Vector): Vector {
  if (a === undefined || b === undefined) return a ?? b;
  return f32x4("add", a, b);
}

function subtract(a: Vector, b: Vector): Vector {
  if (b === undefined) return a;
  return a === undefined ? f32x4("neg", b) : f32x4("sub", a, b);
}

/** A multiple by what is in a local, if there is one. */
function scale(factor: string | undefined, vector: Vector): Vector {
  return vector === undefined || factor === undefined ? vector : f32x4("mul", get(factor), vector);
}
