import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, plus, set, splat, subtract, WatFunction } from "../wat.js";
import { filterBlocks, type DirectConv, type FilterBlocks, type PixelStrides } from "./conv-shape.js";
import { floatBytes, lanes, load, loadSplat, range, vectorBytes } from "./lanes.js";
import { areEven, foldRows, longest, type Rows } from "./rows.js";
import { endTile } from "./tile-end.js";
import { splitRow } from "./tiles.js";
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

/**
 * `(first, last, input, weight, bias?, operand…, output)`, byte addresses; units are rows of {@link foldRows}, and weights
 * what {@link strassenWeights} makes. The sums of products stay in registers, or in a tile's place at the head of what a
 * thread has for itself; behind that are the sums of a strip's pixels.
 */
export function strassen(name: string, conv: StrassenConv): Kernel {
  const rows = evenRows(conv);
  const rowBytes = rows.pixels * conv.channels * floatBytes;
  const strip = Math.max(1, Math.floor(stripBytes / rowBytes));
  return {
    functions: eitherWidth(name, conv.tile, (own, isWide) => new Strips(own, conv, rows, strip, isWide).f),
    phases: [{ name, units: rows.samples * rows.rows }],
    scratch: tileBytes + Math.min(strip, rows.samples * rows.rows) * rowBytes,
  };
}

/** Pixels of a row, fewer than which have small register tiles in each half. */
const shortest = 8;

/** Rows of an even number of pixels, which threads can share out, and the halves of which are whole register tiles if that can be. */
function evenRows(conv: StrassenConv): Rows {
  const { samples, extent, input, output, epilogue } = conv;
  const plain = { ...conv, groups: 1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1] } as const;
  const folded = foldRows(plain, (pixels) => {
    const lengths = range(longest - shortest + 1)
      .map((index) => longest - index)
      .filter((length) => pixels % length === 0 && length % 2 === 0);
    const whole = lengths.filter((length) => length % 4 === 0);
    return (
      [...whole, ...lengths].find((length) => areEven(pixels / length)) ?? whole[0] ?? lengths[0] ?? pixels
    );
  });
  if (folded.pixels % 2 === 0) return folded;
  const moving = [output, ...(epilogue?.operands ?? [])];
  return { samples, rows: extent[0], pixels: extent[1], input, moving };
}

/** Room for two vectors for each that a tile has in registers. */
const tileBytes = 2 * 16 * vectorBytes;

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
    const counters = ["count", "left", "y", "in", "sums", "w", "a", "b", "end", "across", "kept"];
    for (const local of [...counters, ...this.moving.flatMap((pointer) => [`${pointer}At`, `${pointer}To`])])
      f.local(local);
    f.push(
      `(if (i32.ge_s ${get("first")} ${get("last")}) (then (return)))`,
      // Stores are paired where their addresses are of the same local.
      set("kept", "(global.get $scratch)"),
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
    f.push(set("sums", plus(get("kept"), tileBytes)));
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

  private productsOfRow(block: FilterBlocks): void {
    const { f, rows, half, moving } = this;
    f.push(set("in", this.rowAt("input", rows.input)));
    moving.forEach((pointer, index) => {
      const strides = rows.moving[index] ?? rows.input;
      f.push(set(`${pointer}At`, `(i32.add ${this.rowAt(pointer, strides)} ${get("across")})`));
    });
    for (const run of splitRow(half.pixels, tileOf(this.conv.tile, this.isWide).pixels)) {
      f.repeat("tile", run.count, () => {
        this.tile(run.rows, block);
        f.push(...advance("in", run.rows * rows.input.pixel * floatBytes));
        f.push(...advance("sums", run.rows * 4 * half.channels * floatBytes));
        moving.forEach((pointer, index) => {
          f.push(...advance(`${pointer}At`, run.rows * (rows.moving[index]?.pixel ?? 0) * floatBytes));
        });
      });
    }
  }

  /** So many pixels of either half of a row, with so many filters of either half. */
  private tile(pixels: number, { vectors, filters }: FilterBlocks): void {
    const { f, conv, rows, half } = this;
    const sums = range(pixels).map((p) => range(vectors).map((v) => f.local(`sum${p}_${v}`, "v128")));
    const each = (value: (sum: string, index: number) => string): void => {
      sums.flat().forEach((sum, index) => {
        f.push(value(sum, index));
      });
    };
    const place = (name: "u" | "x", index: number): number => ((name === "u" ? 0 : 16) + index) * vectorBytes;
    const keep = (name: "u" | "x", value: (sum: string) => string = get): void => {
      each((sum, index) => `(v128.store offset=${place(name, index)} ${get("kept")} ${value(sum)})`);
    };
    const kept = (name: "u" | "x", index: number): string =>
      `(v128.load offset=${place(name, index)} ${get("kept")})`;
    const take = (name: "u" | "x"): void => {
      each((sum, index) => set(sum, kept(name, index)));
    };
    const add = (name: "u" | "x"): void => {
      each((sum, index) => set(sum, f32x4("add", get(sum), kept(name, index))));
    };
    const zero = (): void => {
      each((sum) => set(sum, splat(0)));
    };
    /** Adds the products of the pixels with the next plane of the weights. */
    const multiply = (pointer: string, offset: number, pixel: number): void => {
      f.push(set("a", plus(get(pointer), offset * floatBytes)));
      f.push(set("end", plus(get("a"), half.channels * floatBytes)), "(loop $terms");
      for (const v of range(vectors)) f.push(set(f.local(`weight${v}`, "v128"), load(get("b"), v * lanes)));
      sums.forEach((row, p) => {
        f.push(set(f.local("value", "v128"), loadSplat(get("a"), p * pixel)));
        row.forEach((sum, v) => {
          f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get("value"), get(`weight${v}`)))));
        });
      });
      f.push(...advance("b", vectors * vectorBytes), ...advance("a", floatBytes));
      f.push(`(br_if $terms (i32.ne ${get("a")} ${get("end")})))`);
    };
    const input = (lower: number, right: number): void => {
      const { pixel } = rows.input;
      multiply("in", lower * half.pixels * pixel + right * half.channels, pixel);
    };
    const summed = (index: number): void => {
      multiply("sums", (index - 1) * half.channels, 4 * half.channels);
    };
    /** Stores a block of the result. */
    const store = (lower: number, right: number): void => {
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
        const { pixel } = rows.moving[index] ?? rows.input;
        const floats = lower * half.pixels * pixel + right * half.filters;
        f.push(set(`${pointer}To`, plus(get(`${pointer}At`), floats * floatBytes)));
        return { pointer: `${pointer}To`, pixel };
      });
      if (output === undefined) throw new Error("there is an output");
      endTile(f, { sums, channels: filters, expression: conv.epilogue?.expression, operands, output });
    };
    f.push(set("b", get("w")));
    zero();
    input(0, 0);
    keep("u");
    input(0, 1);
    store(0, 0);
    take("u");
    summed(2);
    keep("u");
    summed(3);
    keep("x");
    zero();
    summed(1);
    keep("u", (sum) => f32x4("add", get(sum), kept("u", sums.flat().indexOf(sum))));
    add("x");
    store(1, 1);
    take("u");
    summed(4);
    store(0, 1);
    take("x");
    input(1, 1);
    store(1, 0);
  }
}
