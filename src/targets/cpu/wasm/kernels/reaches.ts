import type { Window } from "../../../../program/program.js";
import { get, i32 } from "../wat.js";

/** Neighbouring places along an axis whose windows reach equally far into the input. */
export interface Reach {
  readonly count: number;
  /** The first tap inside the input, and how many are. */
  readonly first: number;
  readonly taps: number;
  /** Taps inside the input and its padding. */
  readonly padded: number;
}

/** How the windows along an axis reach into `extent` elements with padding before and behind. */
function reaches(
  places: number,
  extent: number,
  {
    kernel,
    stride,
    dilation,
    padding,
  }: {
    readonly kernel: number;
    readonly stride: number;
    readonly dilation: number;
    readonly padding: readonly [number, number];
  },
): readonly Reach[] {
  const [before, behind] = padding;
  const runs: Reach[] = [];
  for (let place = 0; place < places; place += 1) {
    const at = Array.from({ length: kernel }, (_, tap) => place * stride - before + tap * dilation);
    const inside = at.map((position) => position >= 0 && position < extent);
    const first = Math.max(0, inside.indexOf(true));
    const taps = inside.filter((is) => is).length;
    const padded = at.filter((position) => position < extent + behind).length;
    const last = runs.at(-1);
    if (last?.first === first && last.taps === taps && last.padded === padded) {
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    } else {
      runs.push({ count: 1, first, taps, padded });
    }
  }
  return runs;
}

/** The reaches along both axes of a window. */
export function windowReaches(
  { kernel, stride, dilation, padding }: Window,
  [rows, pixels]: readonly [number, number],
  [height, width]: readonly [number, number],
): readonly [readonly Reach[], readonly Reach[]] {
  const [top, left, bottom, right] = padding;
  const along = (axis: 0 | 1, padding: readonly [number, number]) => {
    return { kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis], padding };
  };
  return [reaches(rows, height, along(0, [top, bottom])), reaches(pixels, width, along(1, [left, right]))];
}

/** A number that depends on the run that a place is in. */
export function valueInRun(runs: readonly Reach[], place: string, value: (reach: Reach) => number): string {
  const [first, ...later] = runs;
  let start = first?.count ?? 0;
  let before = first === undefined ? 0 : value(first);
  let text = i32(before);
  for (const run of later) {
    const own = value(run);
    if (own !== before) text = `(select ${i32(own)} ${text} (i32.ge_u ${get(place)} ${i32(start)}))`;
    before = own;
    start += run.count;
  }
  return text;
}
