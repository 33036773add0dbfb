import type { PictureRule, Pixels } from "../../../src/runtime/shared/pictureToTensor.js";

// The section "Pictures" of grammar/cnn.md once more, from its text alone: each number of the tensor by itself, in
// exact fractions, without a thought of speed. Binary64 is made from fractions too, and no step is shared with src/.

/** The tensor of a picture, by the definition. */
export function definedTensor(
  pixels: Pixels,
  rule: PictureRule,
  [channels, height, width]: readonly [number, number, number],
): Float32Array {
  const [resizedWidth, resizedHeight] = sizeAfterResizing(pixels, rule.resize, width, height);
  const tensor = new Float32Array(channels * height * width);
  let place = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    const columnsOfRow = memo((y: number) => rowOf(pixels, rule.channels, channel, y));
    const narrowed = memo((y: number) => {
      const row = columnsOfRow(y);
      return memo((x: number) => resized(row, resizedWidth, x));
    });
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const row = cropped(resizedHeight, height, y);
        const column = cropped(resizedWidth, width, x);
        const outside = row < 0 || row >= resizedHeight || column < 0 || column >= resizedWidth;
        const byte = outside
          ? 0
          : resized(
              Array.from({ length: pixels.height }, (_, j) => narrowed(j)(column)),
              resizedHeight,
              row,
            );
        tensor[place] = numberOf(byte, rule, channel);
        place += 1;
      }
    }
  }
  return tensor;
}

function memo<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

/** Steps 1 and 2. */
function rowOf(
  pixels: Pixels,
  order: PictureRule["channels"],
  channel: number,
  y: number,
): readonly number[] {
  return Array.from({ length: pixels.width }, (_, x) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = Array.from(
      { length: 4 },
      (_, component) => pixels.data[4 * (pixels.width * y + x) + component] ?? 0,
    );
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((v) => Math.floor((2 * v * alpha + 255) / 510));
    if (order === "gray") return Math.floor((19595 * r + 38470 * g + 7471 * b + 32768) / 65536);
    return (order === "rgb" ? [r, g, b] : [b, g, r])[channel] ?? 0;
  });
}

function sizeAfterResizing(
  { width, height }: Pixels,
  s: number,
  toWidth: number,
  toHeight: number,
): [number, number] {
  if (s === 0) return [toWidth, toHeight];
  const scaled = (side: number, other: number): number =>
    side <= other ? s : Number((BigInt(s) * BigInt(side)) / BigInt(other));
  return [scaled(width, height), scaled(height, width)];
}

/** Byte `o` of the line resized to `n`: the mean under a triangle of fractions, rounded to the nearest. */
function resized(line: readonly number[], n: number, o: number): number {
  const scale = fraction(BigInt(line.length), BigInt(n));
  const halfWidth = line.length > n ? scale : whole(1n);
  const centre = times(scale, fraction(2n * BigInt(o) + 1n, 2n));
  let sum = whole(0n);
  let total = whole(0n);
  line.forEach((byte, i) => {
    const distance = minus(fraction(2n * BigInt(i) + 1n, 2n), centre);
    const away = distance.over < 0n ? minus(whole(0n), distance) : distance;
    const height = minus(halfWidth, away);
    if (height.over <= 0n) return;
    sum = plus(sum, height);
    total = plus(total, times(height, whole(BigInt(byte))));
  });
  const mean = plus(fraction(total.over * sum.under, total.under * sum.over), fraction(1n, 2n));
  return Number(mean.over / mean.under);
}

/** Step 4: which element stands at `j` of the crop. */
function cropped(n: number, c: number, j: number): number {
  if (n < c) return j - Math.floor((c - n) / 2);
  const [below, above] = [Math.floor((n - c) / 2), Math.ceil((n - c) / 2)];
  return j + (above % 2 === 0 ? above : below);
}

/** Step 5. */
function numberOf(byte: number, { range: [a, b], mean, std }: PictureRule, channel: number): number {
  const exact = binary64ToFraction;
  const span = toBinary64(minus(exact(b), exact(a)));
  const product = toBinary64(times(whole(BigInt(byte)), exact(span)));
  const quotient = toBinary64(times(exact(product), fraction(1n, 255n)));
  const shifted = toBinary64(plus(exact(a), exact(quotient)));
  const centred = toBinary64(minus(exact(shifted), exact(mean[channel] ?? 0)));
  const deviation = exact(std[channel] ?? 1);
  const scaled = toBinary64(times(exact(centred), fraction(deviation.under, deviation.over)));
  return Math.fround(scaled);
}

interface Fraction {
  readonly over: bigint;
  /** Above 0. */
  readonly under: bigint;
}

const whole = (over: bigint): Fraction => ({ over, under: 1n });
const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under);
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });
const times = (a: Fraction, b: Fraction): Fraction => fraction(a.over * b.over, a.under * b.under);

function fraction(over: bigint, under: bigint): Fraction {
  let [a, b] = [over < 0n ? -over : over, under];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { over: 0n, under: 1n } : { over: over / a, under: under / a };
}

function binary64ToFraction(value: number): Fraction {
  let [scaled, power] = [value, 0n];
  while (!Number.isInteger(scaled)) [scaled, power] = [2 * scaled, power + 1n];
  return fraction(BigInt(scaled), 1n << power);
}

/** The nearest binary64 of a fraction whose size is ordinary (no subnormals), halves to even. */
function toBinary64({ over, under }: Fraction): number {
  if (over === 0n) return 0;
  const size = over < 0n ? -over : over;
  // An exponent by which the quotient has 53 bits before the point.
  let exponent = 0n;
  const at = (e: bigint): bigint => (e >= 0n ? (size << e) / under : size / (under << -e));
  while (at(exponent) < 1n << 52n) exponent += 1n;
  while (at(exponent) >= 1n << 53n) exponent -= 1n;
  const divisor = exponent >= 0n ? under : under << -exponent;
  const dividend = exponent >= 0n ? size << exponent : size;
  const [quotient, rest] = [dividend / divisor, dividend % divisor];
  const up = 2n * rest > divisor || (2n * rest === divisor && quotient % 2n === 1n);
  return (over < 0n ? -1 : 1) * Number(up ? quotient + 1n : quotient) * 2 ** -Number(exponent);
}
