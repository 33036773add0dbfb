import type { Kernel } from "../kernel.js";
import { advance, get, i32, plus, set, stepped, subtract, WatFunction } from "../wat.js";
import { Ahead, fewestVectors, pieceBytes } from "./ahead.js";
import { filterBlocks, type DirectConv, type FilterBlocks, type PixelStrides } from "./conv-shape.js";
import { convTile, isOneSegment, type TapPart } from "./conv-tile.js";
import { floatBytes, lanes, vectorBytes } from "./lanes.js";
import { foldRows, type Rows } from "./rows.js";
import { splitRow, tilesIn } from "./tiles.js";
import { blocksOf, eitherWidth, tileOf } from "./wide.js";

/** Bytes of input that a strip of rows has, so that it is still in the second cache when the next filters read it. */
const stripBytes = 256 * 1024;

/**
 * A direct convolution: `(first, last, input, weight, bias?, operand…, output)`, byte addresses. `input` is that of the
 * first tap of the first output. Weights are packed `[groups][block][kh][kw][channels][filters of the block]` and the bias
 * `[groups][block][filters of the block]`, where the last block of a group has whole vectors. Units are rows, or blocks of
 * filters where there is less input than weights, or one row.
 */
export function directConv(name: string, conv: DirectConv): Kernel {
  const rows = foldRows(conv);
  const blocks = filterBlocks(conv.filters, conv.tile.vectors);
  const blockCount = blocks.reduce((sum, { count }) => sum + count, 0);
  const taps = conv.kernel[0] * conv.kernel[1] * conv.channels;
  const inputBytes = conv.groups * conv.channels * rows.samples * rows.rows * rows.pixels * floatBytes;
  const weightBytes = conv.groups * conv.filters * taps * floatBytes;
  const units = conv.groups * blockCount;
  const isOneRow = rows.samples * rows.rows === 1;
  const byBlocks = isOneRow || (weightBytes > inputBytes && inputBytes <= 2 * stripBytes && units >= 8);
  const write = (own: string, isWide: boolean): WatFunction => {
    const unit = unitOf(own, conv, { rows, taps, blocks, blockCount, isWide });
    if (byBlocks) blockUnits(unit);
    else rowUnits(unit);
    return unit.f;
  };
  const { vectors } = conv.tile;
  const isInParts = byBlocks && partCount(conv, taps, vectors) > 1;
  return {
    functions: eitherWidth(name, conv.tile, write),
    phases: [{ name, units: byBlocks ? units : rows.samples * rows.rows }],
    scratch: isInParts ? rows.samples * rows.rows * rows.pixels * vectors * vectorBytes : 0,
  };
}

interface Plan {
  readonly rows: Rows;
  /** Floats of a filter. */
  readonly taps: number;
  readonly blocks: readonly FilterBlocks[];
  readonly blockCount: number;
  readonly isWide: boolean;
}

interface Unit extends Plan {
  readonly f: WatFunction;
  readonly conv: DirectConv;
  readonly operands: readonly string[];
  /** The output and the operands, which move alike. */
  readonly moving: readonly string[];
}

/** The beginning of a function. */
function unitOf(name: string, conv: DirectConv, plan: Plan): Unit {
  const f = new WatFunction(name);
  for (const parameter of ["first", "last", "input", "weight", ...(conv.bias ? ["bias"] : [])])
    f.parameter(parameter);
  const operands = (conv.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const moving = ["output", ...operands];
  for (const local of ["in", "w", "a", "b", "end", ...moving.map((pointer) => `${pointer}At`)])
    f.local(local);
  f.push(`(if (i32.ge_s ${get("first")} ${get("last")}) (then (return)))`);
  return { ...plan, f, conv, operands, moving };
}

/** All filters of the rows from `first` on, in strips of rows. */
function rowUnits(unit: Unit): void {
  const { f, conv, rows, taps, moving } = unit;
  const blocks = blocksOf(unit.blocks, unit.isWide);
  const rowBytes = rows.rows === 1 ? stripBytes : Math.abs(rows.input.row) * floatBytes;
  const strip = Math.max(1, Math.floor(stripBytes / rowBytes));
  for (const pointer of ["input", ...moving]) f.local(`${pointer}Row`);
  for (const local of ["count", "left", "y", "yRow"]) f.local(local);
  const { samples } = rows;
  f.push("(loop $strips");
  f.push(
    set("count", subtract(get("last"), get("first"))),
    `(if (i32.gt_s ${get("count")} ${i32(strip)}) (then ${set("count", i32(strip))}))`,
  );
  const [sample, row] =
    samples === 1
      ? [i32(0), get("first")]
      : [`(i32.div_u ${get("first")} ${i32(rows.rows)})`, `(i32.rem_u ${get("first")} ${i32(rows.rows)})`];
  f.push(set("yRow", row));
  ["input", ...moving].forEach((pointer, index) => {
    const strides = index === 0 ? rows.input : rows.moving[index - 1];
    const start = stepped(get(pointer), get("yRow"), (strides?.row ?? 0) * floatBytes);
    const bytes = samples === 1 ? 0 : (strides?.sample ?? 0) * floatBytes;
    f.push(set(`${pointer}Row`, stepped(start, sample, bytes)));
  });
  f.push(set("w", get("weight")));
  if (conv.bias) f.push(set(f.local("biasAt"), get("bias")));
  f.repeat("group", conv.groups, () => {
    for (const block of blocks) {
      f.repeat("block", block.count, () => {
        f.push(set("in", get("inputRow")), set("left", get("count")), set("y", get("yRow")));
        for (const pointer of moving) f.push(set(`${pointer}At`, get(`${pointer}Row`)));
        rowLoop(unit, block);
        f.push(...advance("w", taps * block.vectors * vectorBytes));
        if (conv.bias) f.push(...advance("biasAt", block.vectors * vectorBytes));
        for (const pointer of moving) f.push(...advance(`${pointer}Row`, block.filters * floatBytes));
      });
    }
    f.push(...advance("inputRow", conv.channels * floatBytes));
  });
  f.push(
    set("first", `(i32.add ${get("first")} ${get("count")})`),
    `(br_if $strips (i32.lt_s ${get("first")} ${get("last")})))`,
  );
}

/** All rows of the blocks of filters from `first` on. */
function blockUnits(unit: Unit): void {
  const { f, conv, rows, taps, blocks, blockCount, moving } = unit;
  for (const local of ["left", "y", "group", "block", "kept", "passed"]) f.local(local);
  const vectors = blocks.reduce((sum, block) => sum + block.vectors * block.count, 0);
  const [whole] = blocks;
  if (whole === undefined) return;
  const at = (pointer: string, group: number, block: number): string =>
    stepped(stepped(get(pointer), get("group"), group * floatBytes), get("block"), block * floatBytes);
  f.push(
    "(loop $blocks",
    set("group", `(i32.div_u ${get("first")} ${i32(blockCount)})`),
    set("block", `(i32.rem_u ${get("first")} ${i32(blockCount)})`),
    set("w", at("weight", taps * vectors * lanes, taps * whole.vectors * lanes)),
  );
  if (conv.bias) f.push(set(f.local("biasAt"), at("bias", vectors * lanes, whole.vectors * lanes)));
  const done = (block: FilterBlocks): readonly string[] =>
    f.collect(() => {
      f.push(set("passed", i32(0)));
      for (const { count, part, ahead } of partsOf(unit, block)) {
        f.repeat("part", count, () => {
          f.push(set("in", `(i32.add ${at("input", conv.channels, 0)} ${get("passed")})`));
          f.push(set("left", i32(rows.samples * rows.rows)), set("y", i32(0)));
          for (const pointer of moving) f.push(set(`${pointer}At`, at(pointer, conv.filters, whole.filters)));
          const partBytes = (part?.taps ?? taps) * block.vectors * vectorBytes;
          if (part) f.push(set("kept", "(global.get $scratch)"));
          ahead?.begin(plus(get("w"), partBytes));
          rowLoop(unit, block, part, ahead);
          if (part) f.push(...advance("w", partBytes), ...advance("passed", part.taps * floatBytes));
        });
      }
      f.push(set("first", plus(get("first"), block.panels)));
    });
  const [body = [], rest] = blocks.map(done);
  const [pair] = blocksOf(blocks, unit.isWide);
  const one =
    rest === undefined ? body : either(`(i32.lt_u ${get("block")} ${i32(whole.count)})`, body, rest);
  if (pair === undefined || pair.panels === 1) f.push(...one);
  else {
    const hasNext = `(i32.lt_u ${get("block")} ${i32(whole.count - 1)})`;
    const isAsked = `(i32.lt_s ${plus(get("first"), 1)} ${get("last")})`;
    f.push(...either(`(i32.and ${hasNext} ${isAsked})`, done(pair), one));
  }
  f.push(`(br_if $blocks (i32.lt_s ${get("first")} ${get("last")})))`);
}

/** So many parts of the taps one after another, or all taps, and what brings the weights of the next ones. */
interface Parts {
  readonly count: number;
  readonly part?: TapPart;
  readonly ahead: Ahead | undefined;
}

/** Parts of the taps whose weights, of so many vectors of filters, are near together. */
function partCount(conv: DirectConv, taps: number, vectors: number): number {
  const isCut = isOneSegment(conv) && vectors >= fewestVectors;
  return isCut ? Math.ceil((taps * vectors * vectorBytes) / pieceBytes) : 1;
}

/** The taps, in parts whose weights come near while others are multiplied; all at once where that does not pay. */
function partsOf({ f, conv, rows, taps, blocks, isWide }: Unit, block: FilterBlocks): readonly Parts[] {
  const tapBytes = block.vectors * vectorBytes;
  const count = partCount(conv, taps, block.vectors);
  const each = Math.floor(taps / count);
  const vectors = blocks.reduce((sum, { vectors, count }) => sum + vectors * count, 0);
  const inRow = tilesIn(splitRow(rows.pixels, tileOf(conv.tile, isWide).pixels));
  const tiles = { count: rows.samples * rows.rows * inRow, vectors: block.vectors, isWide };
  const ahead = Ahead.of(f, each * tapBytes, tiles, conv.groups * taps * vectors * vectorBytes);
  if (ahead === undefined || count === 1) return [{ count: 1, ahead }];
  return [
    { count: 1, part: { taps: each, isFirst: true, isLast: false }, ahead },
    { count: count - 2, part: { taps: each, isFirst: false, isLast: false }, ahead },
    { count: 1, part: { taps: taps - (count - 1) * each, isFirst: false, isLast: true }, ahead },
  ];
}

function either(condition: string, then: readonly string[], otherwise: readonly string[]): readonly string[] {
  return [`(if ${condition} (then`, ...then, ") (else", ...otherwise, "))"];
}

/** A block of filters of so many rows as `left` says, of which the first is row `y` of a sample: all taps, or a part. */
function rowLoop(
  { f, conv, rows, taps, operands, moving, isWide }: Unit,
  block: FilterBlocks,
  part?: TapPart,
  ahead?: Ahead,
): void {
  const { pixels, samples } = rows;
  const pointers = ["in", ...moving.map((pointer) => `${pointer}At`)];
  const strides = [rows.input, ...rows.moving];
  const step = (floats: (strides: PixelStrides) => number): readonly string[] =>
    pointers.flatMap((pointer, index) => {
      const of = strides[index];
      return of === undefined ? [] : advance(pointer, floats(of) * floatBytes);
    });
  f.countDown("left", () => {
    const panel = (taps * block.vectors * lanes) / block.panels;
    for (const run of splitRow(pixels, tileOf(conv.tile, isWide).pixels)) {
      f.repeat("tile", run.count, () => {
        ahead?.tile();
        convTile(f, conv, { pixels: run.rows, ...block, panel, part }, operands);
        if (part) f.push(...advance("kept", run.rows * block.vectors * vectorBytes));
        f.push(...step(({ pixel }) => run.rows * pixel));
      });
    }
    f.push(...step(({ row, pixel }) => row - pixels * pixel));
    if (samples === 1) return;
    const wrap = [set("y", i32(0)), ...step(({ sample, row }) => sample - rows.rows * row)];
    f.push(
      set("y", `(i32.add ${get("y")} ${i32(1)})`),
      `(if (i32.eq ${get("y")} ${i32(rows.rows)}) (then ${wrap.join(" ")}))`,
    );
  });
}
