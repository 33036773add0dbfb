import type { Scalar } from "../../../../ir/scalar.js";
import type { Window } from "../../../../program/program.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, plus, set, splat, WatFunction } from "../wat.js";
import type { PixelStrides } from "./conv-shape.js";
import { floatBytes, lanes, load, range, vectorBytes } from "./lanes.js";
import { valueInRun, windowReaches, type Reach } from "./reaches.js";
import { endTile } from "./tile-end.js";
import { splitRow } from "./tiles.js";
import { eachUnit, kernelOf, placed, unitParameters, unitPlaces } from "./units.js";

/** A convolution in which every channel is a group of its own and gives one filter. */
export interface Depthwise {
  readonly window: Window;
  /** `[N, C, H, W]` of the input; rows and pixels of the output. */
  readonly shape: readonly [number, number, number, number];
  readonly extent: readonly [number, number];
  readonly input: PixelStrides;
  readonly output: PixelStrides;
  readonly bias: boolean;
  readonly epilogue: { readonly expression: Scalar; readonly operands: readonly PixelStrides[] } | undefined;
  /** Output pixels in registers at a time. */
  readonly pixels: number;
}

/**
 * A depthwise convolution: `(first, last, input, weight, bias?, operand…, output)`, byte addresses; units are rows of the
 * output. Weights are `[kh][kw][C]` and the bias `[C]`, both with whole vectors of channels. Channels go four at a time;
 * pixels at an edge have code of their own with the taps that are inside, and rows at an edge have fewer turns. Reads up
 * to three floats behind the input.
 */
export function depthwise(name: string, call: Depthwise): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["input", "weight", ...(call.bias ? ["bias"] : [])]) f.parameter(parameter);
  const operands = (call.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const { window, shape, input } = call;
  const [samples, channels, height, width] = shape;
  const { stride, dilation, padding } = window;
  const moving = ["output", ...operands];
  const strides = [call.output, ...(call.epilogue?.operands ?? [])];
  const [rowRuns, pixelRuns] = windowReaches(window, call.extent, [height, width]);
  const [rows] = call.extent;
  const vectors = Math.ceil(channels / lanes);
  const tapBytes = vectors * vectorBytes;
  for (const pointer of ["from", "taps", ...moving])
    for (const end of ["Row", "At"]) f.local(`${pointer}${end}`);
  for (const local of ["row", "turns", "a", "w", "left", ...(call.bias ? ["biasAt"] : [])]) f.local(local);

  eachUnit(f, () => {
    const places = unitPlaces(f, [samples, rows]);
    f.push(set("row", places[1] ?? ""));
    const byRow = (value: (reach: Reach) => number): string => valueInRun(rowRuns, "row", value);
    const rowBytes = input.row * floatBytes;
    const corner = -(padding[0] * input.row + padding[1] * input.pixel) * floatBytes;
    const start = placed(get("input"), places, [input.sample * floatBytes, stride[0] * rowBytes]);
    const firstTap = byRow(({ first }) => first * dilation[0] * rowBytes + corner);
    const firstWeight = byRow(({ first }) => first * window.kernel[1] * tapBytes);
    f.push(
      set(
        "turns",
        byRow(({ taps }) => taps),
      ),
      set("fromRow", `(i32.add ${start} ${firstTap})`),
      set("tapsRow", `(i32.add ${get("weight")} ${firstWeight})`),
    );
    moving.forEach((pointer, index) => {
      const { sample = 0, row = 0 } = strides[index] ?? {};
      f.push(set(`${pointer}Row`, placed(get(pointer), places, [sample * floatBytes, row * floatBytes])));
    });
    for (const reach of pixelRuns) {
      for (const run of splitRow(reach.count, call.pixels)) {
        f.repeat("tile", run.count, () => {
          channelLoop(reach, run.rows);
          f.push(...advance("fromRow", run.rows * stride[1] * input.pixel * floatBytes));
          moving.forEach((pointer, index) => {
            f.push(...advance(`${pointer}Row`, run.rows * (strides[index]?.pixel ?? 0) * floatBytes));
          });
        });
      }
    }
  });
  return kernelOf(f, samples * rows);

  /** All channels of so many neighbouring pixels. */
  function channelLoop(reach: Reach, pixels: number): void {
    f.push(
      set("fromAt", plus(get("fromRow"), reach.first * dilation[1] * input.pixel * floatBytes)),
      set("tapsAt", plus(get("tapsRow"), reach.first * tapBytes)),
    );
    if (call.bias) f.push(set("biasAt", get("bias")));
    for (const pointer of moving) f.push(set(`${pointer}At`, get(`${pointer}Row`)));
    f.repeat("channel", Math.floor(channels / lanes), () => {
      fourChannels(reach, pixels, lanes);
      for (const pointer of ["from", "taps", ...(call.bias ? ["bias"] : []), ...moving])
        f.push(...advance(`${pointer}At`, vectorBytes));
    });
    if (channels % lanes > 0) fourChannels(reach, pixels, channels % lanes);
  }

  function fourChannels(reach: Reach, pixels: number, count: number): void {
    const sums = range(pixels).map((pixel) => f.local(`sum${pixel}`, "v128"));
    for (const sum of sums) f.push(set(sum, call.bias ? load(get("biasAt"), 0) : splat(0)));
    f.push(set("a", get("fromAt")), set("w", get("tapsAt")), set("left", get("turns")));
    const turns = f.collect(() => {
      f.countDown("left", () => {
        kernelRow(reach, sums);
        f.push(...advance("a", dilation[0] * input.row * floatBytes));
        f.push(...advance("w", window.kernel[1] * tapBytes));
      });
    });
    if (rowRuns.every(({ taps }) => taps > 0)) f.push(...turns);
    else f.push(`(if ${get("left")} (then`, ...turns, "))");
    const places = operands.map((operand, index) => {
      return { pointer: `${operand}At`, pixel: strides[index + 1]?.pixel ?? 0 };
    });
    const end = { sums: sums.map((sum) => [sum]), channels: count, operands: places };
    const output = { pointer: "outputAt", pixel: call.output.pixel };
    endTile(f, { ...end, expression: call.epilogue?.expression, output });
  }

  /** Adds what a row of the kernel gives; each element of the input is read once for all pixels that it belongs to. */
  function kernelRow(reach: Reach, sums: readonly string[]): void {
    const weights = range(reach.taps).map((tap) => f.local(`tap${tap}`, "v128"));
    for (const [tap, weight] of weights.entries()) f.push(set(weight, load(get("w"), tap * vectors * lanes)));
    const uses = sums.flatMap((sum, pixel) =>
      weights.map((weight, tap) => ({ column: pixel * stride[1] + tap * dilation[1], sum, weight })),
    );
    for (const column of new Set(uses.map((use) => use.column).sort((a, b) => a - b))) {
      f.push(set(f.local("x", "v128"), load(get("a"), column * input.pixel)));
      for (const { sum, weight } of uses.filter((use) => use.column === column))
        f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get("x"), get(weight)))));
    }
  }
}
