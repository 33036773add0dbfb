/** How far the logits of an engine may be from those of another, over the root of their mean square. */
const tolerance = 1e-3;

/** `max|a - b|` over the root mean square of `b`; infinite where the lengths differ. */
export function errorOverRms(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || b.length === 0) return Infinity;
  let [largest, squares] = [0, 0];
  for (let i = 0; i < b.length; i += 1) {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN];
    const difference = Math.abs(x - y);
    if (!(difference <= largest)) largest = difference;
    squares += y * y;
  }
  const error = largest / Math.sqrt(squares / b.length);
  return Number.isNaN(error) ? Infinity : error;
}

export interface Agreement {
  /** Of each engine, by name, from the engine that most agree with. */
  readonly errors: Readonly<Record<string, number>>;
  /** Engines whose error is above the tolerance. */
  readonly wrong: readonly string[];
}

/** Whether engines give the same logits: which do not agree with most of them. */
export function agreementOf(logits: ReadonlyMap<string, ArrayLike<number>>): Agreement {
  const errorsFrom = (base: ArrayLike<number>) =>
    [...logits].map(([name, values]) => [name, errorOverRms(values, base)] as const);
  const candidates = [...logits.values()].map(errorsFrom);
  const agreeing = (errors: readonly (readonly [string, number])[]): number =>
    errors.filter(([, error]) => error <= tolerance).length;
  const most = Math.max(...candidates.map(agreeing));
  const errors = candidates.find((candidate) => agreeing(candidate) === most) ?? [];
  return {
    errors: Object.fromEntries(errors),
    wrong: errors.filter(([, error]) => error > tolerance).map(([name]) => name),
  };
}
