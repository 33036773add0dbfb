import type { Scalar } from "../../../../ir/scalar.js";
import type { Window } from "../../../../program/program.js";
import type { VectorNeeds } from "../vector.js";
import { advance, f32x4, get, plus, set, splat, WatFunction } from "../wat.js";
import type { PixelStrides } from "./conv.js";
import { floatBytes, lanes, load, loadLanes, range, vectorBytes } from "./lanes.js";
import { windowReaches, type Reach } from "./reaches.js";
import { endTile } from "./tile-end.js";
import { splitRow } from "./tiles.js";

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
 * The function of a depthwise convolution: `(input, weight, bias?, operand…, output)`, byte addresses. Weights are
 * `[kh][kw][C]` and the bias `[C]`, both with whole vectors of channels. Channels go four at a time, and places at an edge
 * have loops of their own with the taps that are inside.
 */
export function depthwise(name: string, call: Depthwise, needs: VectorNeeds): string {
  const f = new WatFunction(name);
  for (const parameter of ["input", "weight", ...(call.bias ? ["bias"] : [])]) f.parameter(parameter);
  const operands = (call.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const { window, shape, input } = call;
  const [samples, channels, height, width] = shape;
  const { stride, padding } = window;
  const moving = ["output", ...operands];
  const strides = [call.output, ...(call.epilogue?.operands ?? [])];
  for (const pointer of moving) f.local(`${pointer}At`);
  const [rowRuns, pixelRuns] = windowReaches(window, call.extent, [height, width]);
  const [rows, pixels] = call.extent;
  const step = (kind: keyof PixelStrides, count: number): void => {
    moving.forEach((pointer, index) => {
      f.push(...advance(pointer, count * (strides[index]?.[kind] ?? 0) * floatBytes));
    });
  };
  f.push(...advance("input", -(padding[0] * input.row + padding[1] * input.pixel) * floatBytes));
  f.repeat("n", samples, () => {
    for (const rowRun of rowRuns) {
      f.repeat("y", rowRun.count, () => {
        for (const pixelRun of pixelRuns) {
          for (const run of splitRow(pixelRun.count, call.pixels)) {
            f.repeat("tile", run.count, () => {
              channelLoop(f, call, { rows: rowRun, columns: pixelRun, pixels: run.rows }, operands, needs);
              f.push(...advance("input", run.rows * stride[1] * input.pixel * floatBytes));
              step("pixel", run.rows);
            });
          }
        }
        f.push(...advance("input", (stride[0] * input.row - pixels * stride[1] * input.pixel) * floatBytes));
        step("row", 1);
        step("pixel", -pixels);
      });
    }
    f.push(...advance("input", (input.sample - rows * stride[0] * input.row) * floatBytes));
    step("sample", 1);
    step("row", -rows);
  });
  return f.text();

  /** All channels of a tile of neighbouring pixels. */
  function channelLoop(
    into: WatFunction,
    { epilogue, bias, output }: Depthwise,
    tile: { readonly rows: Reach; readonly columns: Reach; readonly pixels: number },
    others: readonly string[],
    asked: VectorNeeds,
  ): void {
    const pointers = [
      "from",
      "taps",
      ...(bias ? ["biasAt"] : []),
      ...moving.map((pointer) => `${pointer}At`),
    ];
    for (const pointer of pointers) into.local(pointer);
    const { rows, columns } = tile;
    const { dilation } = window;
    const first = rows.first * dilation[0] * input.row + columns.first * dilation[1] * input.pixel;
    into.push(set("from", plus(get("input"), first * floatBytes)), set("taps", get("weight")));
    if (bias) into.push(set("biasAt", get("bias")));
    for (const pointer of moving) into.push(set(`${pointer}At`, get(pointer)));
    const vectors = Math.ceil(channels / lanes);
    const body = (count: number): void => {
      const sums = range(tile.pixels).map((pixel) => into.local(`sum${pixel}`, "v128"));
      for (const sum of sums) into.push(set(sum, bias ? load(get("biasAt"), 0) : splat(0)));
      for (const ky of range(rows.taps)) {
        for (const kx of range(columns.taps)) {
          const tap = ((rows.first + ky) * window.kernel[1] + columns.first + kx) * vectors * lanes;
          into.push(set(into.local("tap", "v128"), load(get("taps"), tap)));
          sums.forEach((sum, pixel) => {
            const at =
              ky * window.dilation[0] * input.row +
              (kx * window.dilation[1] + pixel * stride[1]) * input.pixel;
            into.push(...loadLanes(into.local("x", "v128"), get("from"), at, count));
            into.push(set(sum, f32x4("add", get(sum), f32x4("mul", get("x"), get("tap")))));
          });
        }
      }
      const places = others.map((operand, index) => {
        return { pointer: `${operand}At`, pixel: epilogue?.operands[index]?.pixel ?? 0 };
      });
      const end = {
        sums: sums.map((sum) => [sum]),
        channels: count,
        expression: epilogue?.expression,
        operands: places,
      };
      endTile(into, { ...end, output: { pointer: "outputAt", pixel: output.pixel } }, asked);
    };
    into.repeat("c", Math.floor(channels / lanes), () => {
      body(lanes);
      for (const pointer of pointers) into.push(...advance(pointer, vectorBytes));
    });
    if (channels % lanes > 0) body(channels % lanes);
  }
}
