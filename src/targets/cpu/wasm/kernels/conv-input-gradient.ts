import type { Scalar } from "../../../../ir/scalar.js";
import type { Window } from "../../../../program/program.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, plus, set, splat, stepped, WatFunction } from "../wat.js";
import { filterBlocks, type PixelStrides } from "./conv-shape.js";
import { floatBytes, lanes, load, loadLanes, loadSplat, range, vectorBytes } from "./lanes.js";
import { gatheredRuns, tapSteps, type GatheredRun } from "./gathered.js";
import { endTile } from "./tile-end.js";
import { splitRow } from "./tiles.js";
import { eachUnit, kernelOf, placed, unitParameters, unitPlaces } from "./units.js";

/** The gradient of a convolution to its input, which is a transposed convolution; channels of a pixel lie side by side. */
export interface ConvInputGradient {
  readonly window: Window;
  readonly samples: number;
  readonly groups: number;
  /** Channels of the gradient and of the output in a group. */
  readonly filters: number;
  readonly channels: number;
  /** Rows and pixels of the gradient, and of the output. */
  readonly taken: readonly [number, number];
  readonly extent: readonly [number, number];
  readonly gradient: PixelStrides;
  readonly output: PixelStrides;
  readonly bias: boolean;
  readonly epilogue: { readonly expression: Scalar; readonly operands: readonly PixelStrides[] } | undefined;
}

/** Output pixels and vectors of channels that are in registers at a time. */
export const gatherTile = { pixels: 4, vectors: 2 };

/**
 * The gradient of a convolution to its input: `(first, last, gradient, weight, bias?, operand…, output)`; units are rows of
 * the output. Weights are packed `[groups][block][kh][kw][filters][channels of the block]` and the bias
 * `[groups][block][channels of the block]`, in the blocks that {@link filterBlocks} makes of `channels` and
 * {@link gatherTile}; where every channel is a group of its own, `[block][kh][kw][groups of the block]`. Every output pixel gathers the windows that saw it: pixels a stride apart are seen by the same taps.
 */
export function convInputGradient(name: string, given: ConvInputGradient): Kernel {
  const isDepthwise = given.groups > 1 && given.channels === 1 && given.filters === 1;
  // A group is a lane: its one channel is multiplied with its one filter.
  const call = isDepthwise ? { ...given, groups: 1, channels: given.groups } : given;
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["gradient", "weight", ...(call.bias ? ["bias"] : [])]) f.parameter(parameter);
  const operands = (call.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const moving = ["output", ...operands];
  const strides = [call.output, ...(call.epilogue?.operands ?? [])];
  const { window, groups, channels, filters } = call;
  const [rows, pixels] = call.extent;
  const [, left] = window.padding;
  const along = { kernel: window.kernel[1], stride: window.stride[1], dilation: window.dilation[1] };
  const runs = gatheredRuns(pixels, call.taken[1], { ...along, padding: left });
  const block = window.kernel[0] * window.kernel[1] * filters;
  for (const local of ["w", "a", "b", "end", "gradientAt", "weightAt"]) f.local(local);

  eachUnit(f, () => {
    const places = unitPlaces(f, [call.samples, rows]);
    const [sample = "", row = ""] = places;
    f.push(set(f.local("row"), row));
    moving.forEach((pointer, index) => {
      const { sample: step = 0, row: down = 0 } = strides[index] ?? {};
      f.push(set(f.local(`${pointer}Row`), placed(get(pointer), places, [step, down].map(bytes))));
    });
    f.push(set(f.local("gradientRow"), placed(get("gradient"), [sample], [bytes(call.gradient.sample)])));
    rowTaps(f, call);
    f.push(set("w", get("weight")));
    if (call.bias) f.push(set(f.local("biasAt"), get("bias")));
    f.repeat("group", groups, () => {
      for (const { vectors, filters: width, count } of filterBlocks(channels, gatherTile.vectors)) {
        f.repeat("block", count, () => {
          const tapBytes = filters * vectors * vectorBytes;
          f.push(set("weightAt", stepped(get("w"), get("tap"), window.kernel[1] * tapBytes)));
          for (const run of runs) {
            f.push(set("gradientAt", plus(get("gradientRow"), bytes(run.from * call.gradient.pixel))));
            moving.forEach((pointer, index) => {
              const at = bytes(run.start * (strides[index]?.pixel ?? 0));
              f.push(set(f.local(`${pointer}At`), plus(get(`${pointer}Row`), at)));
            });
            for (const { rows: together, count: tiles } of splitRow(run.count, gatherTile.pixels)) {
              f.repeat("tile", tiles, () => {
                tile(f, call, { pixels: together, vectors, channels: width, run, operands, isDepthwise });
                f.push(...advance("gradientAt", bytes(together * call.gradient.pixel)));
                moving.forEach((pointer, index) => {
                  const step = together * window.stride[1] * (strides[index]?.pixel ?? 0);
                  f.push(...advance(`${pointer}At`, bytes(step)));
                });
              });
            }
          }
          f.push(...advance("w", block * vectors * vectorBytes));
          if (call.bias) f.push(...advance("biasAt", vectors * vectorBytes));
          const alongBlocks = isDepthwise ? [...moving, "gradient"] : moving;
          for (const pointer of alongBlocks) f.push(...advance(`${pointer}Row`, bytes(width)));
        });
      }
      f.push(...advance("gradientRow", bytes(filters)));
    });
  });
  return kernelOf(f, call.samples * rows);
}

/** Puts the first tap along the rows that saw the row, and how many did, into locals, and adds the row it lies in. */
function rowTaps(f: WatFunction, { window, taken, gradient }: ConvInputGradient): void {
  const [stride, dilation] = [window.stride[0], window.dilation[0]];
  for (const local of ["tap", "taps", "ky", "seen", "from"]) f.local(local);
  f.push(set("taps", i32(0)), set("tap", i32(0)), set("seen", i32(0)));
  f.push(set("ky", i32(window.kernel[0])));
  f.countDown("ky", () => {
    const back = `(i32.mul (i32.sub ${get("ky")} ${i32(1)}) ${i32(dilation)})`;
    f.push(set("from", `(i32.sub ${plus(get("row"), window.padding[0])} ${back})`));
    // Above the first row is far below the last where numbers have no sign.
    const isSeen = `(i32.lt_u (i32.div_u ${get("from")} ${i32(stride)}) ${i32(taken[0])})`;
    f.push(`(if (i32.and (i32.eqz (i32.rem_u ${get("from")} ${i32(stride)})) ${isSeen}) (then`);
    f.push(set("seen", `(i32.div_u ${get("from")} ${i32(stride)})`));
    f.push(set("tap", `(i32.sub ${get("ky")} ${i32(1)})`));
    f.push(set("taps", plus(get("taps"), 1)), "))");
  });
  f.push(set("gradientRow", stepped(get("gradientRow"), get("seen"), bytes(gradient.row))));
}

interface Tile {
  readonly pixels: number;
  readonly vectors: number;
  readonly channels: number;
  readonly run: GatheredRun;
  readonly operands: readonly string[];
  readonly isDepthwise: boolean;
}

/** Computes and stores one register tile. */
function tile(f: WatFunction, call: ConvInputGradient, place: Tile): void {
  const { pixels, vectors, channels, run, operands, isDepthwise } = place;
  const { window, filters, gradient } = call;
  const sums = range(pixels).map((p) => range(vectors).map((v) => f.local(`sum${p}_${v}`, "v128")));
  for (const row of sums)
    row.forEach((sum, v) => {
      f.push(set(sum, call.bias ? load(get("biasAt"), v * lanes) : splat(0)));
    });
  const segment = bytes(filters);
  const tapBytes = filters * vectors * vectorBytes;
  const [down, across] = ([0, 1] as const).map((axis) =>
    tapSteps(window.stride[axis], window.dilation[axis]),
  ) as [ReturnType<typeof tapSteps>, ReturnType<typeof tapSteps>];
  if (run.taps > 0) {
    f.push(`(if ${get("taps")} (then`);
    f.push(set("a", get("gradientAt")), set("b", plus(get("weightAt"), run.first * tapBytes)));
    f.push(set(f.local("left"), get("taps")));
    f.countDown("left", () => {
      f.repeat("kx", run.taps, () => {
        if (filters > 1) f.push(set("end", plus(get("a"), segment)), "(loop $filters");
        for (const v of range(vectors)) f.push(set(f.local(`weight${v}`, "v128"), load(get("b"), v * lanes)));
        sums.forEach((row, p) => {
          const value = f.local("value", "v128");
          if (!isDepthwise) f.push(set(value, loadSplat(get("a"), p * gradient.pixel)));
          row.forEach((sum, v) => {
            const lanesLeft = Math.min(lanes, channels - v * lanes);
            if (isDepthwise) f.push(...loadLanes(value, get("a"), p * gradient.pixel + v * lanes, lanesLeft));
            f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get(value), get(`weight${v}`)))));
          });
        });
        f.push(...advance("b", vectors * vectorBytes), ...advance("a", floatBytes));
        if (filters > 1) f.push(`(br_if $filters (i32.ne ${get("a")} ${get("end")})))`);
        f.push(...advance("a", -bytes(across.back * gradient.pixel) - segment));
        f.push(...advance("b", (across.taps - 1) * tapBytes));
      });
      f.push(...advance("a", bytes(run.taps * across.back * gradient.pixel - down.back * gradient.row)));
      f.push(...advance("b", (down.taps * window.kernel[1] - run.taps * across.taps) * tapBytes));
    });
    f.push("))");
  }
  const { epilogue, output } = call;
  const stride = window.stride[1];
  const places = operands.map((operand, index) => {
    return { pointer: `${operand}At`, pixel: stride * (epilogue?.operands[index]?.pixel ?? 0) };
  });
  const stored = { pointer: "outputAt", pixel: stride * output.pixel };
  endTile(f, { sums, channels, expression: epilogue?.expression, operands: places, output: stored });
}

function bytes(floats: number): number {
  return floats * floatBytes;
}
