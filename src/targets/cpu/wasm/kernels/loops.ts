import { advance, get, i32, set, type WatFunction } from "../wat.js";
import { floatBytes, lanes } from "./lanes.js";
import { eachUnit, placed, unitPlaces } from "./units.js";

/** Elements of a shape, and how far each operand moves along each axis, in floats. */
export interface Nest {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** One loop: every operand's step in floats. */
export interface Loop {
  readonly extent: number;
  readonly steps: readonly number[];
}

/**
 * The loops of a nest, outermost first: by how far one operand moves, without axes of one element. Neighbouring ones that
 * every operand walks evenly are one, of at most `longest` turns.
 */
export function loopsOf({ shape, strides }: Nest, by: number, longest = Infinity): readonly Loop[] {
  const loops: Loop[] = [];
  const stepOf = ({ steps }: Loop): number => Math.abs(steps[by] ?? 0);
  const axes = shape
    .map((extent, axis) => ({ extent, steps: strides.map((of) => of[axis] ?? 0) }))
    .filter(({ extent }) => extent > 1)
    .sort((a, b) => stepOf(b) - stepOf(a));
  for (const { extent, steps } of axes) {
    const outer = loops.at(-1);
    const even = outer?.steps.every((step, index) => step === (steps[index] ?? 0) * extent) === true;
    if (outer !== undefined && even && outer.extent * extent <= longest) {
      loops[loops.length - 1] = { extent: outer.extent * extent, steps };
    } else {
      loops.push({ extent, steps });
    }
  }
  return loops;
}

/**
 * What an element costs where a loop goes four at a time, in instructions: what does not lie side by side is moved lane by
 * lane, and so is what remains in the end.
 */
export function vectorCost({ extent, steps }: Loop): number {
  const rest = extent % lanes;
  const vector = (count: number, sideBySide: number): number =>
    steps.reduce((sum, step) => sum + (step === 0 ? 0.25 : step === 1 ? sideBySide : count), 1);
  return (Math.floor(extent / lanes) * vector(lanes, 1) + (rest > 0 ? vector(rest, rest) : 0)) / extent;
}

/** The loop that is cheapest four at a time goes innermost. */
export function cheapestInnermost(loops: readonly Loop[]): readonly Loop[] {
  const costs = loops.map(vectorCost);
  const at = costs.lastIndexOf(Math.min(...costs));
  const inner = loops[at];
  return inner === undefined ? loops : [...loops.toSpliced(at, 1), inner];
}

/** Units are parts of one loop for each place along the loops outside it. */
export interface Share {
  readonly depth: number;
  /** Turns of the loop in a unit; the last one may have fewer. */
  readonly part: number;
  readonly units: number;
}

/** Fewer elements than this are one unit. */
const smallest = 4096;
const wanted = 32;

/**
 * How a nest is shared out whose elements cost as much as `weight` that are only moved; parts of the innermost loop are
 * whole turns of `turn` elements.
 */
export function shareOf(loops: readonly Loop[], turn: number, weight = 1): Share {
  const elements = loops.reduce((product, { extent }) => product * extent, 1);
  let before = 1;
  if (elements * weight >= smallest) {
    for (const [depth, { extent }] of loops.entries()) {
      const isLast = depth === loops.length - 1;
      if (before * extent >= wanted / 2 || isLast) {
        const even = Math.max(1, Math.ceil((extent * before) / wanted));
        const whole = isLast ? Math.ceil(Math.max(even, smallest / 4 / weight) / turn) * turn : even;
        const part = Math.min(extent, whole);
        return { depth, part, units: before * Math.ceil(extent / part) };
      }
      before *= extent;
    }
  }
  return { depth: 0, part: loops[0]?.extent ?? 1, units: 1 };
}

/** What a walk does in its innermost loop. */
export interface Inner {
  /** Vectors in a turn of the innermost loop; 0 where that goes one element at a time. */
  readonly vectors: number;
  /** Comes before each run through the innermost loop. */
  readonly before?: () => void;
  /** So many vectors, of which each has so many elements. */
  readonly body: (vectors: number, count: number) => void;
}

/**
 * Walks loops with pointers, which are locals that are moved and back where they were in the end. The share says how
 * threads share it out; without one, all of it is walked.
 */
export class Walk {
  constructor(
    private readonly f: WatFunction,
    private readonly loops: readonly Loop[],
    private readonly pointers: readonly string[],
    private readonly inner: Inner,
    private readonly counter: string,
  ) {}

  all(depth = 0): void {
    const loop = this.loops[depth];
    const isInnermost = depth === this.loops.length - 1;
    if (isInnermost || loop === undefined) this.inner.before?.();
    if (loop === undefined) this.inner.body(1, 1);
    else if (isInnermost && this.inner.vectors > 0) this.vectors(loop);
    else {
      this.f.repeat(`${this.counter}${depth}`, loop.extent, () => {
        this.turn(loop, depth);
      });
      this.move(loop, -loop.extent);
    }
  }

  /** Every unit, where the parameters `bases` have the addresses that the pointers start from. */
  shared({ depth, part, units }: Share, bases: readonly string[]): void {
    const { f } = this;
    const loop = this.loops[depth];
    const parts = loop === undefined ? 1 : Math.ceil(loop.extent / part);
    const outer = this.loops.slice(0, depth);
    eachUnit(f, () => {
      const places = units === 1 ? [] : unitPlaces(f, [...outer.map(({ extent }) => extent), parts]);
      this.pointers.forEach((pointer, index) => {
        const bytes = outer.map(({ steps }) => (steps[index] ?? 0) * floatBytes);
        const step = (loop?.steps[index] ?? 0) * part * floatBytes;
        f.push(set(f.local(pointer), placed(get(bases[index] ?? ""), places, [...bytes, step])));
      });
      if (loop === undefined || loop.extent % part === 0) {
        this.part(loop, depth, part);
        return;
      }
      const isLast = `(i32.eq ${places.at(-1) ?? i32(0)} ${i32(parts - 1)})`;
      f.push(set(f.local("left"), `(select ${i32(loop.extent % part)} ${i32(part)} ${isLast})`));
      if (depth === this.loops.length - 1 && this.inner.vectors > 0) this.someVectors(loop);
      else {
        if (depth === this.loops.length - 1) this.inner.before?.();
        f.countDown("left", () => {
          this.turn(loop, depth);
        });
      }
    });
  }

  /** A part of a loop whose length is known. */
  private part(loop: Loop | undefined, depth: number, extent: number): void {
    const loops = loop === undefined ? [] : [{ ...loop, extent }, ...this.loops.slice(depth + 1)];
    new Walk(this.f, loops, this.pointers, this.inner, this.counter).all();
  }

  private turn(loop: Loop, depth: number): void {
    if (depth === this.loops.length - 1) this.inner.body(1, 1);
    else this.all(depth + 1);
    this.move(loop, 1);
  }

  private vectors(loop: Loop): void {
    const turn = this.inner.vectors * lanes;
    this.f.repeat(`${this.counter}v`, Math.floor(loop.extent / turn), () => {
      this.wholeTurn(loop);
    });
    this.rest(loop);
    this.move(loop, -loop.extent);
  }

  /** As many elements as the local `left` says: whole turns, and in the end of the loop what remains. */
  private someVectors(loop: Loop): void {
    const { f } = this;
    const turn = this.inner.vectors * lanes;
    this.inner.before?.();
    f.push(set(f.local("turns"), `(i32.div_u ${get("left")} ${i32(turn)})`), `(if ${get("turns")} (then`);
    f.countDown("turns", () => {
      this.wholeTurn(loop);
    });
    f.push("))");
    if (loop.extent % turn === 0) return;
    f.push(`(if (i32.rem_u ${get("left")} ${i32(turn)}) (then`);
    this.rest(loop);
    f.push("))");
  }

  private wholeTurn(loop: Loop): void {
    this.inner.body(this.inner.vectors, lanes);
    this.move(loop, this.inner.vectors * lanes);
  }

  /** What remains behind the whole turns of a loop. */
  private rest(loop: Loop): void {
    const rest = loop.extent % (this.inner.vectors * lanes);
    const whole = Math.floor(rest / lanes);
    if (whole > 0) {
      this.inner.body(whole, lanes);
      this.move(loop, whole * lanes);
    }
    const last = rest % lanes;
    if (last === 0) return;
    this.inner.body(1, last);
    this.move(loop, last);
  }

  private move(loop: Loop, elements: number): void {
    this.pointers.forEach((pointer, index) => {
      this.f.push(...advance(pointer, (loop.steps[index] ?? 0) * elements * floatBytes));
    });
  }
}
