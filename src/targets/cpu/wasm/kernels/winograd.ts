import type { Kernel } from "../kernel.js";
import { advance, get, i32, plus, set, stepped, subtract, WatFunction } from "../wat.js";
import type { DirectConv } from "./conv-shape.js";
import { convTile } from "./conv-tile.js";
import { floatBytes, range, vectorBytes } from "./lanes.js";
import { inputTransform } from "./winograd-input.js";
import { outputTransform } from "./winograd-output.js";
import {
  planeChannels,
  productBlocks,
  winogradPlan,
  type PlaneChannels,
  type WinogradConv,
  type WinogradPlan,
} from "./winograd-plan.js";
import { blocksOf, eitherWidth, tileOf } from "./wide.js";

/**
 * A convolution by minimal filtering: `(first, last, input, weight, bias?, operand…, output, shared?)`, byte addresses.
 * `input` is that of its first element; weights are what `winogradWeights` makes, and the bias has whole vectors. Where
 * there are many tiles, units are tiles, of which each thread takes a block at a time, whose transforms it has for itself;
 * else all tiles are transformed, then the planes multiplied, then the outputs transformed. Reads up to three floats behind
 * the input.
 */
export function winograd(name: string, conv: WinogradConv): Kernel {
  const plan = winogradPlan(conv);
  const { planes, planeBytes, tiles, block } = plan;
  const helpers = [
    inputTransform(`${name}_input`, conv, plan),
    outputTransform(`${name}_output`, conv, plan),
  ];
  const products = planeKinds(conv).flatMap((kind) => {
    return eitherWidth(productsName(name, kind), conv.tile, (own, isWide) =>
      tileProducts(own, conv, plan, kind, isWide),
    );
  });
  const patch = 64 * Math.ceil((planes * vectorBytes) / 64);
  const transforms = planes * (planeBytes.input + planeBytes.products);
  const start = (phase: string): WatFunction => {
    const f = new WatFunction(phase);
    const bias = conv.bias ? ["bias"] : [];
    for (const parameter of ["first", "last", "input", "weight", ...bias, ...operandsOf(conv), "output"])
      f.parameter(parameter);
    return f;
  };
  if (block < tiles) {
    const f = start(name);
    const own = plus("(global.get $scratch)", patch);
    blockLoop(f, { name, conv, plan }, own);
    const functions = [...helpers, ...products, f.text()];
    return { functions, phases: [{ name, units: tiles }], scratch: patch + transforms };
  }
  const shared = get("shared");
  const behind = plus(shared, planes * planeBytes.input);
  const steps = [
    {
      suffix: "in",
      units: tiles,
      step: (f: WatFunction) => {
        tileLoop(f, "input", shared, { name, conv, plan });
      },
    },
    {
      suffix: "mul",
      units: planes,
      step: (f: WatFunction) => {
        planeLoop(f, { name, conv, plan }, i32(tiles), shared, behind);
      },
    },
    {
      suffix: "out",
      units: tiles,
      step: (f: WatFunction) => {
        tileLoop(f, "output", behind, { name, conv, plan });
      },
    },
  ] as const;
  const functions = steps.map(({ suffix, step }) => {
    const f = start(`${name}_${suffix}`);
    f.parameter("shared");
    f.push(`(if (i32.ge_s ${get("first")} ${get("last")}) (then (return)))`);
    step(f);
    return f.text();
  });
  const phases = steps.map(({ suffix, units }) => ({ name: `${name}_${suffix}`, units }));
  return { functions: [...helpers, ...products, ...functions], phases, scratch: patch, shared: transforms };
}

interface Named {
  readonly name: string;
  readonly conv: WinogradConv;
  readonly plan: WinogradPlan;
}

function operandsOf(conv: WinogradConv): readonly string[] {
  return (conv.epilogue?.operands ?? []).map((_, index) => `operand${index}`);
}

/** Those of the planes that differ in the channels that have weights. */
function planeKinds(conv: WinogradConv): readonly PlaneChannels[] {
  return planeChannels(conv).filter(({ first, last }, index, all) => {
    return all.findIndex((other) => other.first === first && other.last === last) === index;
  });
}

function productsName(name: string, { first, last }: PlaneChannels): string {
  return `${name}_products_${first}_${last}`;
}

/** The helper `(inputs, w, products, tiles)` that multiplies so many tiles of a plane with its weights. */
function tileProducts(
  name: string,
  conv: WinogradConv,
  plan: WinogradPlan,
  { first, last }: PlaneChannels,
  isWide: boolean,
): WatFunction {
  const f = new WatFunction(name);
  for (const parameter of ["inputs", "w", "products", "tiles"]) f.parameter(parameter);
  for (const local of ["in", "outputAt", "a", "b", "end"]) f.local(local);
  const tile = tileOf(conv.tile, isWide);
  const strides = (bytes: number) => ({ sample: 0, row: 0, pixel: bytes / floatBytes });
  const product: DirectConv = {
    samples: 1,
    groups: 1,
    channels: last - first,
    filters: conv.filters,
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    extent: [1, plan.block],
    input: strides(plan.tileBytes.input),
    output: strides(plan.tileBytes.products),
    bias: false,
    epilogue: undefined,
    tile,
  };
  f.push(...advance("inputs", first * floatBytes));
  for (const block of blocksOf(productBlocks(conv), isWide)) {
    const channelBytes = (block.vectors / block.panels) * vectorBytes;
    const panel = (conv.channels * channelBytes) / floatBytes;
    f.repeat("block", block.count, () => {
      f.push(
        set("in", get("inputs")),
        set("outputAt", get("products")),
        ...advance("w", first * channelBytes),
      );
      const tiles = (pixels: number): void => {
        convTile(f, product, { pixels, ...block, panel }, []);
        f.push(...advance("in", pixels * plan.tileBytes.input));
        f.push(...advance("outputAt", pixels * plan.tileBytes.products));
      };
      const whole = f.collect(() => {
        f.countDown("whole", () => {
          tiles(tile.pixels);
        });
      });
      if (plan.block >= tile.pixels)
        f.push(
          `(if (local.tee $${f.local("whole")} (i32.div_u ${get("tiles")} ${i32(tile.pixels)})) (then`,
          ...whole,
          "))",
        );
      const rest = `(i32.rem_u ${get("tiles")} ${i32(tile.pixels)})`;
      for (const pixels of restsOf(tile.pixels, plan)) {
        const body = f.collect(() => {
          tiles(pixels);
        });
        f.push(`(if (i32.eq ${rest} ${i32(pixels)}) (then`, ...body, "))");
      }
      f.push(
        ...advance("w", (conv.channels * block.panels - first) * channelBytes),
        ...advance("products", block.vectors * vectorBytes),
      );
    });
  }
  return f;
}

/** Tiles that may be left where others go so many at a time. */
function restsOf(most: number, { block, tiles }: WinogradPlan): readonly number[] {
  return range(most).filter((rest) => rest > 0 && (block < tiles || rest === tiles % most));
}

/** The tiles from `first` up to `last`, a block at a time through all steps; `own` is where their transforms are. */
function blockLoop(f: WatFunction, { name, conv, plan }: Named, own: string): void {
  const { planes, planeBytes, block } = plan;
  for (const local of ["from", "end", "count"]) f.local(local);
  const behind = plus(own, planes * planeBytes.input);
  const tiles = (): void => {
    f.push(set("first", get("from")), set("last", `(i32.add ${get("from")} ${get("count")})`));
  };
  f.push(
    `(if (i32.ge_s ${get("first")} ${get("last")}) (then (return)))`,
    set("from", get("first")),
    set("end", get("last")),
    "(loop $blocks",
    set("count", subtract(get("end"), get("from"))),
    `(if (i32.gt_s ${get("count")} ${i32(block)}) (then ${set("count", i32(block))}))`,
  );
  tiles();
  tileLoop(f, "input", own, { name, conv, plan });
  f.push(set("first", i32(0)), set("last", i32(planes)));
  planeLoop(f, { name, conv, plan }, get("count"), own, behind);
  tiles();
  tileLoop(f, "output", behind, { name, conv, plan });
  f.push(set("from", get("last")), `(br_if $blocks (i32.lt_s ${get("from")} ${get("end")})))`);
}

/** Transforms the tiles from `first` up to `last`. */
function tileLoop(
  f: WatFunction,
  step: "input" | "output",
  place: string,
  { name, conv, plan }: Named,
): void {
  const bytes = step === "input" ? plan.tileBytes.input : plan.tileBytes.products;
  f.local("place");
  const within = plan.block < plan.tiles ? subtract(get("first"), get("from")) : get("first");
  const addresses =
    step === "input"
      ? [get("input"), get("first"), get("place")]
      : [
          get("place"),
          get("first"),
          ...[...(conv.bias ? ["bias"] : []), ...operandsOf(conv), "output"].map(get),
        ];
  f.push(
    set("place", stepped(place, within, bytes)),
    `(loop $tiles`,
    `(call $${name}_${step} ${addresses.join(" ")})`,
    ...advance("place", bytes),
    set("first", plus(get("first"), 1)),
    `(br_if $tiles (i32.lt_s ${get("first")} ${get("last")})))`,
  );
}

/** Multiplies the planes from `first` up to `last`. */
function planeLoop(
  f: WatFunction,
  { name, conv, plan }: Named,
  tiles: string,
  from: string,
  to: string,
): void {
  const { planeBytes, planes, minimal } = plan;
  const at = (place: string, bytes: number): string => stepped(place, get("first"), bytes);
  const addresses = [
    at(from, planeBytes.input),
    at(get("weight"), planeBytes.weight),
    at(to, planeBytes.products),
    tiles,
  ];
  const [lastRow, columns] = [planes - minimal[1].inputs, minimal[1].inputs];
  const isLastRow = `(i32.ge_u ${get("first")} ${i32(lastRow)})`;
  const isLastColumn = `(i32.eq (i32.rem_u ${get("first")} ${i32(columns)}) ${i32(columns - 1)})`;
  const calls = planeChannels(conv).map(
    (kind) => `(call $${productsName(name, kind)} ${addresses.join(" ")})`,
  );
  const [inBoth = "", inRow = "", inColumn = "", others = ""] = calls;
  const either = (condition: string, then: string, otherwise: string): string =>
    then === otherwise ? then : `(if ${condition} (then ${then}) (else ${otherwise}))`;
  f.push(
    `(loop $planes`,
    either(isLastRow, either(isLastColumn, inBoth, inRow), either(isLastColumn, inColumn, others)),
    set("first", plus(get("first"), 1)),
    `(br_if $planes (i32.lt_s ${get("first")} ${get("last")})))`,
  );
}
