import type { Window } from "../../../../program/program.js";
import { advance, f32x4, get, plus, set, splat, WatFunction } from "../wat.js";
import { floatBytes, lanes, loadLanes, storeLanes } from "./lanes.js";

/** Strides in floats of `[N, C, H, W]`. */
export type Strides = readonly [sample: number, channel: number, row: number, pixel: number];

export interface Pool {
  readonly reduction: "max" | "sum" | "average";
  readonly countPadding: boolean;
  readonly window: Window;
  /** `[N, C, H, W]` of the input; rows and pixels of the output. */
  readonly shape: readonly [number, number, number, number];
  readonly extent: readonly [number, number];
  readonly input: Strides;
  readonly output: Strides;
}

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

/**
 * The function of a pooling call: `(input, output)`, byte addresses. Every place at an edge has loops of its own, so that
 * no tap asks whether it is inside; channels that lie side by side are computed four at a time.
 */
export function pool(name: string, call: Pool): string {
  const f = new WatFunction(name);
  f.parameter("input");
  f.parameter("output");
  const { window, shape, input, output } = call;
  const [samples, channels, height, width] = shape;
  const { stride, dilation, padding } = window;
  const [rowRuns, pixelRuns] = windowReaches(window, call.extent, [height, width]);
  const isVector = input[1] === 1 && output[1] === 1;
  const step = isVector ? lanes : 1;
  const whole = Math.floor(channels / step);
  for (const local of ["from", "to", "a"]) f.local(local);
  const corner = -(padding[0] * input[2] + padding[1] * input[3]);

  const place = (rows: Reach, pixels: Reach): void => {
    const start = corner + rows.first * dilation[0] * input[2] + pixels.first * dilation[1] * input[3];
    f.push(set("from", plus(get("input"), start * floatBytes)), set("to", get("output")));
    const divisor = call.countPadding ? rows.padded * pixels.padded : rows.taps * pixels.taps;
    const channelsAt = (count: number): void => {
      f.push(
        set(f.local("total", "v128"), splat(call.reduction === "max" ? -Infinity : 0)),
        set("a", get("from")),
      );
      f.repeat("ky", rows.taps, () => {
        f.repeat("kx", pixels.taps, () => {
          f.push(...loadLanes(f.local("x", "v128"), get("a"), 0, count));
          f.push(set("total", f32x4(call.reduction === "max" ? "max" : "add", get("total"), get("x"))));
          f.push(...advance("a", dilation[1] * input[3] * floatBytes));
        });
        f.push(...advance("a", (dilation[0] * input[2] - pixels.taps * dilation[1] * input[3]) * floatBytes));
      });
      if (call.reduction === "average") f.push(set("total", f32x4("div", get("total"), splat(divisor))));
      f.push(...storeLanes(get("to"), 0, get("total"), count));
    };
    f.repeat("c", whole, () => {
      channelsAt(step);
      f.push(
        ...advance("from", step * input[1] * floatBytes),
        ...advance("to", step * output[1] * floatBytes),
      );
    });
    if (channels > whole * step) channelsAt(channels - whole * step);
  };

  const [rows, pixels] = call.extent;
  f.repeat("n", samples, () => {
    for (const rowRun of rowRuns) {
      f.repeat("y", rowRun.count, () => {
        for (const pixelRun of pixelRuns) {
          f.repeat("x0", pixelRun.count, () => {
            place(rowRun, pixelRun);
            f.push(
              ...advance("input", stride[1] * input[3] * floatBytes),
              ...advance("output", output[3] * floatBytes),
            );
          });
        }
        f.push(...advance("input", (stride[0] * input[2] - pixels * stride[1] * input[3]) * floatBytes));
        f.push(...advance("output", (output[2] - pixels * output[3]) * floatBytes));
      });
    }
    f.push(...advance("input", (input[0] - rows * stride[0] * input[2]) * floatBytes));
    f.push(...advance("output", (output[0] - rows * output[2]) * floatBytes));
  });
  return f.text();
}
