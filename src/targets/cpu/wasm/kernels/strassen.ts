import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, plus, set, splat, subtract, WatFunction } from "../wat.js";
import { Ahead } from "./ahead.js";
import { filterBlocks, type DirectConv, type FilterBlocks, type PixelStrides } from "./conv-shape.js";
import { floatBytes, lanes, load, range, vectorBytes } from "./lanes.js";
import { multiplyTaps } from "./conv-tile.js";
import { areEven, foldRows, type Rows } from "./rows.js";
import { endTile } from "./tile-end.js";
import { splitRow, tilesIn } from "./tiles.js";
import { placed } from "./units.js";
import { eitherWidth, tileOf } from "./wide.js";

/**
 * A convolution of one tap, of stride 1 and without groups, by a level of Winograd's variant of Strassen's algorithm
 * (Strassen 1969; Winograd 1971): halves of a row of pixels, of the channels and of the filters make a product of 2×2
 * blocks in 7 multiplications. Channels and filters are multiples of 8, the pixels of a row of 2.
 */
export type StrassenConv = Omit<DirectConv, "groups" | "kernel" | "stride" | "dilation">;

/** Bytes of input that a strip of rows has; its sums are as many again. */
const stripBytes = 128 * 1024;

/** Multiplications, of which weights have a plane each. */
const planes = 7;

/** Bytes of what `strassenWeights` makes. */
export function strassenWeightBytes({
  channels,
  filters,
}: Pick<StrassenConv, "channels" | "filters">): number {
  return (planes * channels * filters * floatBytes) / 4;
}

/**
 * `(first, last, input, weight, bias?, operand…, output)`, byte addresses; units are rows of {@link foldRows}, and weights
 * what `strassenWeights` makes. At the head of what a thread has for itself are the sums of products of a row, behind
 * them the sums of a strip's pixels.
 */
export function strassen(name: string, conv: StrassenConv): Kernel {
  const rows = evenRows(conv);
  const rowBytes = rows.pixels * conv.channels * floatBytes;
  const strip = Math.max(1, Math.floor(stripBytes / rowBytes));
  return {
    functions: eitherWidth(name, conv.tile, (own, isWide) => new Strips(own, conv, rows, strip, isWide).f),
    phases: [{ name, units: rows.samples * rows.rows }],
    scratch: keptBytes(conv, rows) + Math.min(strip, rows.samples * rows.rows) * rowBytes,
  };
}

/** Pixels of a row: fewer have small register tiles in each half, and no more have their sums of products near. */
const [shortest, longest] = [8, 128];

/** Rows of an even number of pixels, which threads can share out: long ones, since each reads the weights again. */
function evenRows(conv: StrassenConv): Rows {
  const { samples, extent, input, output, epilogue } = conv;
  const plain = { ...conv, groups: 1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1] } as const;
  const folded = foldRows(plain, (pixels) => {
    const lengths = range(longest - shortest + 1)
      .map((index) => longest - index)
      .filter((length) => pixels % length === 0 && length % 2 === 0);
    return lengths.find((length) => areEven(pixels / length)) ?? lengths[0] ?? pixels;
  });
  if (folded.pixels % 2 === 0) return folded;
  const moving = [output, ...(epilogue?.operands ?? [])];
  return { samples, rows: extent[0], pixels: extent[1], input, moving };
}

/** Room for the sums of products of a block of filters, for one of two kinds of sums and half a row. */
function sumBytes({ tile }: StrassenConv, rows: Rows): number {
  return (rows.pixels / 2) * tile.vectors * vectorBytes;
}

function keptBytes(conv: StrassenConv, rows: Rows): number {
  return 64 * Math.ceil((2 * sumBytes(conv, rows)) / 64);
}

/** Numbers of a half of the pixels and of the channels: a block of the input, or a sum of blocks. */
type Factor =
  | { readonly of: "input"; readonly lower: 0 | 1; readonly right: 0 | 1 }
  | { readonly of: "sums"; readonly index: 0 | 1 | 2 | 3 };

/**
 * A product with the next plane of the weights, added to zeros or to sums that were kept; those are kept, or are a block
 * `[lower, right]` of the result. The fifth product is part of both kinds of sums.
 */
interface Step {
  readonly from: "zeros" | "u" | "x";
  readonly factor: Factor;
  readonly to: { readonly keep: "u" | "x" } | { readonly block: readonly [lower: 0 | 1, right: 0 | 1] };
  readonly isInBoth?: boolean;
}

const steps: readonly Step[] = [
  { from: "zeros", factor: { of: "input", lower: 0, right: 0 }, to: { keep: "u" } },
  { from: "u", factor: { of: "input", lower: 0, right: 1 }, to: { block: [0, 0] } },
  { from: "u", factor: { of: "sums", index: 1 }, to: { keep: "u" } },
  { from: "u", factor: { of: "sums", index: 2 }, to: { keep: "x" } },
  { from: "zeros", factor: { of: "sums", index: 0 }, to: { block: [1, 1] }, isInBoth: true },
  { from: "u", factor: { of: "sums", index: 3 }, to: { block: [0, 1] } },
  { from: "x", factor: { of: "input", lower: 1, right: 1 }, to: { block: [1, 0] } },
];

/** The function, in the making. */
class Strips {
  readonly f: WatFunction;
  /** Halves of a row, of the channels and of the filters. */
  private readonly half: { readonly pixels: number; readonly channels: number; readonly filters: number };
  /** The output and the operands. */
  private readonly moving: readonly string[];

  constructor(
    name: string,
    private readonly conv: StrassenConv,
    private readonly rows: Rows,
    strip: number,
    private readonly isWide: boolean,
  ) {
    const f = new WatFunction(name);
    this.f = f;
    for (const parameter of ["first", "last", "input", "weight", ...(conv.bias ? ["bias"] : [])])
      f.parameter(parameter);
    const operands = (conv.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
    f.parameter("output");
    this.moving = ["output", ...operands];
    this.half = { pixels: rows.pixels / 2, channels: conv.channels / 2, filters: conv.filters / 2 };
    const counters = ["count", "left", "y", "across"];
    const pointers = ["in", "sums", "w", "plane", "at", "a", "b", "end", "kept"];
    for (const local of [
      ...counters,
      ...pointers,
      ...this.moving.flatMap((pointer) => [`${pointer}At`, `${pointer}To`]),
    ])
      f.local(local);
    f.push(
      `(if (i32.ge_s ${get("first")} ${get("last")}) (then (return)))`,
      "(loop $strips",
      set("count", subtract(get("last"), get("first"))),
      `(if (i32.gt_s ${get("count")} ${i32(strip)}) (then ${set("count", i32(strip))}))`,
    );
    this.eachRow(() => {
      this.sumsOfRow();
    });
    f.push(set("w", get("weight")), set("across", i32(0)));
    for (const block of filterBlocks(this.half.filters, conv.tile.vectors)) {
      f.repeat("block", block.count, () => {
        this.eachRow(() => {
          this.productsOfRow(block);
        });
        f.push(...advance("w", planes * this.half.channels * block.vectors * vectorBytes));
        f.push(...advance("across", block.filters * floatBytes));
      });
    }
    f.push(
      set("first", `(i32.add ${get("first")} ${get("count")})`),
      `(br_if $strips (i32.lt_s ${get("first")} ${get("last")})))`,
    );
  }

  /** The rows of a strip; `sums` is where the sums of a row are. */
  private eachRow(write: () => void): void {
    const { f } = this;
    f.push(set("left", get("count")), set("y", get("first")));
    f.push(set("sums", plus("(global.get $scratch)", keptBytes(this.conv, this.rows))));
    f.countDown("left", () => {
      write();
      f.push(set("y", plus(get("y"), 1)));
    });
  }

  /** Where the row `y` begins. */
  private rowAt(pointer: string, { sample, row }: PixelStrides): string {
    const { samples, rows } = this.rows;
    const y = get("y");
    if (samples === 1) return placed(get(pointer), [y], [row * floatBytes]);
    const places = [`(i32.div_u ${y} ${i32(rows)})`, `(i32.rem_u ${y} ${i32(rows)})`];
    return placed(get(pointer), places, [sample * floatBytes, row * floatBytes]);
  }

  /** The sums of pairs of pixels, a half of a row apart: `[pair][sum][channel of a half]`. */
  private sumsOfRow(): void {
    const { f, rows, half } = this;
    const { pixel } = rows.input;
    f.push(set("in", this.rowAt("input", rows.input)));
    const vectors = half.channels % (2 * lanes) === 0 ? 2 : 1;
    f.repeat("pair", half.pixels, () => {
      f.push(set("end", plus(get("in"), half.channels * floatBytes)), "(loop $channels");
      const sums = range(vectors).map((v) => this.sumsOfVector(v));
      range(4).forEach((sum) => {
        sums.forEach((own, v) => {
          const offset = sum * half.channels * floatBytes + v * vectorBytes;
          f.push(`(v128.store offset=${offset} ${get("sums")} ${own[sum] ?? ""})`);
        });
      });
      f.push(...advance("sums", vectors * vectorBytes), ...advance("in", vectors * vectorBytes));
      f.push(`(br_if $channels (i32.ne ${get("in")} ${get("end")})))`);
      f.push(...advance("sums", 3 * half.channels * floatBytes));
      f.push(...advance("in", (pixel - half.channels) * floatBytes));
    });
  }

  /** The sums of four channels of either half, of a pair of pixels. */
  private sumsOfVector(v: number): readonly string[] {
    const { f, rows, half } = this;
    const local = (name: string): string => f.local(`${name}_${v}`, "v128");
    const parts = ["a11", "a12", "a21", "a22"].map(local);
    const [a11 = "", a12 = "", a21 = "", a22 = ""] = parts.map(get);
    parts.forEach((part, index) => {
      const at = Math.floor(index / 2) * half.pixels * rows.input.pixel + (index % 2) * half.channels;
      f.push(set(part, load(get("in"), at + v * lanes)));
    });
    const [s1, s2] = [local("s1"), local("s2")];
    f.push(set(s1, f32x4("add", a21, a22)), set(s2, f32x4("sub", get(s1), a11)));
    return [get(s1), get(s2), f32x4("sub", a11, a21), f32x4("sub", a12, get(s2))];
  }

  /** The products of a block of filters with a row, one after another for all pixels, while their weights are near. */
  private productsOfRow(block: FilterBlocks): void {
    const { f, rows, half, moving } = this;
    f.push(set("in", this.rowAt("input", rows.input)), set("plane", get("w")));
    moving.forEach((pointer, index) => {
      const strides = rows.moving[index] ?? rows.input;
      f.push(set(`${pointer}At`, `(i32.add ${this.rowAt(pointer, strides)} ${get("across")})`));
    });
    const planeBytes = half.channels * block.vectors * vectorBytes;
    const runs = splitRow(half.pixels, tileOf(this.conv.tile, this.isWide).pixels);
    const tiles = { count: tilesIn(runs), vectors: block.vectors, isWide: this.isWide };
    const ahead = Ahead.of(f, planeBytes, tiles, strassenWeightBytes(this.conv));
    for (const step of steps) {
      const pixel = this.begin(step);
      ahead?.begin(plus(get("plane"), planeBytes));
      for (const run of runs) {
        f.repeat("tile", run.count, () => {
          ahead?.tile();
          this.tile(step, run.rows, pixel, block);
        });
      }
      f.push(...advance("plane", planeBytes));
    }
    f.push(...advance("sums", half.pixels * 4 * half.channels * floatBytes));
  }

  /** Sets what moves with tiles, and gives the floats from one pixel of the factor to the next. */
  private begin({ factor, to }: Step): number {
    const { f, rows, half } = this;
    const pixel = factor.of === "input" ? rows.input.pixel : 4 * half.channels;
    const [pointer, floats] =
      factor.of === "input"
        ? ["in", factor.lower * half.pixels * pixel + factor.right * half.channels]
        : ["sums", factor.index * half.channels];
    f.push(set("at", plus(get(pointer), floats * floatBytes)), set("kept", "(global.get $scratch)"));
    if ("block" in to) {
      const [lower, right] = to.block;
      this.moving.forEach((moved, index) => {
        const behind = lower * half.pixels * this.pixelOf(index) + right * half.filters;
        f.push(set(`${moved}To`, plus(get(`${moved}At`), behind * floatBytes)));
      });
    }
    return pixel;
  }

  /** Floats from one pixel of the output, or of an operand, to the next. */
  private pixelOf(moving: number): number {
    return (this.rows.moving[moving] ?? this.rows.input).pixel;
  }

  /** So many pixels of a half of a row, and a block of filters: the step's product, and a step forward. */
  private tile(step: Step, pixels: number, pixel: number, block: FilterBlocks): void {
    const { f, conv, rows, half, moving } = this;
    const { vectors } = block;
    const sums = range(pixels).map((p) => range(vectors).map((v) => f.local(`sum${p}_${v}`, "v128")));
    const place = (kind: "u" | "x", index: number): number =>
      (kind === "u" ? 0 : sumBytes(conv, rows)) + index * vectorBytes;
    const kept = (kind: "u" | "x", index: number): string =>
      `(v128.load offset=${place(kind, index)} ${get("kept")})`;
    const each = (code: (sum: string, index: number) => string): void => {
      f.push(...sums.flat().map(code));
    };
    const { from, to } = step;
    each((sum, index) => set(sum, from === "zeros" ? splat(0) : kept(from, index)));
    f.push(set("a", get("at")), set("b", get("plane")));
    multiplyTaps(f, sums, { taps: half.channels, pixel, weightAt: (v) => v * lanes, vectors });
    if (step.isInBoth) {
      each((sum, index) => {
        const both = f32x4("add", get(sum), kept("u", index));
        return `(v128.store offset=${place("u", index)} ${get("kept")} ${both})`;
      });
      each((sum, index) => set(sum, f32x4("add", get(sum), kept("x", index))));
    }
    if ("keep" in to)
      each((sum, index) => `(v128.store offset=${place(to.keep, index)} ${get("kept")} ${get(sum)})`);
    else {
      this.store(sums, to.block[1], block.filters);
      moving.forEach((moved, index) => {
        f.push(...advance(`${moved}To`, pixels * this.pixelOf(index) * floatBytes));
      });
    }
    f.push(...advance("at", pixels * pixel * floatBytes), ...advance("kept", pixels * vectors * vectorBytes));
  }

  /** Stores sums as part of a block of the result, of the left or the right half of the filters. */
  private store(sums: readonly (readonly string[])[], right: 0 | 1, filters: number): void {
    const { f, conv, half } = this;
    if (conv.bias) {
      f.push(set(f.local("biasAt"), `(i32.add ${get("bias")} ${get("across")})`));
      sums.forEach((row) => {
        row.forEach((sum, v) => {
          const bias = load(get("biasAt"), right * half.filters + v * lanes);
          f.push(set(sum, f32x4("add", get(sum), bias)));
        });
      });
    }
    const [output, ...operands] = this.moving.map((pointer, index) => {
      return { pointer: `${pointer}To`, pixel: this.pixelOf(index) };
    });
    if (output === undefined) throw new Error("there is an output");
    endTile(f, { sums, channels: filters, expression: conv.epilogue?.expression, operands, output });
  }
}
