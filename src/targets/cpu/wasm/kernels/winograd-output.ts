import { advance, f32x4, get, i32, set, stepped, subtract, WatFunction } from "../wat.js";
import { floatBytes, lanes, load, range, vectorBytes } from "./lanes.js";
import { endTile } from "./tile-end.js";
import { tilePlace } from "./winograd-input.js";
import { byColumns, heldFactors } from "./winograd-transforms.js";
import type { WinogradConv, WinogradPlan } from "./winograd-plan.js";

/**
 * The helper `(products, tile, bias?, operand…, output)` that transforms a tile's products and stores what of it is inside
 * the output.
 */
export function outputTransform(name: string, conv: WinogradConv, plan: WinogradPlan): string {
  const f = new WatFunction(name);
  for (const parameter of ["products", "tile", ...(conv.bias ? ["bias"] : [])]) f.parameter(parameter);
  const operands = (conv.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const moving = ["output", ...operands];
  const strides = [conv.output, ...(conv.epilogue?.operands ?? [])];
  for (const local of ["row", "column", "rows", "left", "patch", "at", ...moving.map((name) => `${name}At`)])
    f.local(local);
  const [down, across] = plan.minimal;
  const { products } = plan.planeBytes;
  const [height, width] = plan.extent;
  const moved = (kind: "sample" | "row" | "pixel", steps: string, count: number): void => {
    moving.forEach((pointer, index) => {
      const bytes = (strides[index]?.[kind] ?? 0) * count * floatBytes;
      f.push(set(pointer, stepped(get(pointer), steps, bytes)));
    });
  };
  const factors = heldFactors(f, down.output, across.output);
  tilePlace(f, conv, plan, (sample) => {
    moved("sample", sample, 1);
  });
  moved("row", get("row"), down.outputs);
  moved("pixel", get("column"), across.outputs);
  const below = subtract(i32(height), `(i32.mul ${get("row")} ${i32(down.outputs)})`);
  f.push(
    set("rows", below),
    set(
      "rows",
      `(select ${get("rows")} ${i32(down.outputs)} (i32.lt_s ${get("rows")} ${i32(down.outputs)}))`,
    ),
  );
  const vectors = range(Math.max(down.inputs, across.inputs)).map((index) => f.local(`x${index}`, "v128"));
  const whole = Math.floor(conv.filters / lanes);
  f.repeat("channel", whole, () => {
    channels(lanes);
    for (const pointer of ["products", ...(conv.bias ? ["bias"] : []), ...moving])
      f.push(...advance(pointer, vectorBytes));
  });
  if (conv.filters > whole * lanes) channels(conv.filters - whole * lanes);
  return f.text();

  /** So many neighbouring channels of a tile. */
  function channels(count: number): void {
    f.push(set("at", get("products")), set("patch", "(global.get $scratch)"));
    f.repeat("line", across.inputs, () => {
      const line = vectors.slice(0, down.inputs);
      for (const [i, vector] of line.entries())
        f.push(set(vector, `(v128.load offset=${i * across.inputs * products} ${get("at")})`));
      byColumns(f, down.output, factors, line.map(get)).forEach((value = "", i) => {
        f.push(`(v128.store offset=${i * across.inputs * vectorBytes} ${get("patch")} ${value})`);
      });
      f.push(...advance("at", products), ...advance("patch", vectorBytes));
    });
    const last = width - (plan.grid[1] - 1) * across.outputs;
    const full = f.collect(() => {
      rows(across.outputs, count);
    });
    if (last === across.outputs) {
      f.push(...full);
      return;
    }
    const clipped = f.collect(() => {
      rows(last, count);
    });
    f.push(
      `(if (i32.eq ${get("column")} ${i32(plan.grid[1] - 1)}) (then`,
      ...clipped,
      ") (else",
      ...full,
      "))",
    );
  }

  /** The rows of a tile, with so many pixels. */
  function rows(pixels: number, count: number): void {
    for (const pointer of moving) f.push(set(`${pointer}At`, get(pointer)));
    f.push(set("patch", "(global.get $scratch)"), set("left", get("rows")));
    f.countDown("left", () => {
      const line = vectors.slice(0, across.inputs);
      for (const [j, vector] of line.entries()) f.push(set(vector, load(get("patch"), lanes * j)));
      const values = byColumns(f, across.output, factors, line.map(get)).slice(0, pixels);
      const sums = values.map((value = "", pixel) => {
        const sum = f.local(`sum${pixel}`, "v128");
        f.push(set(sum, conv.bias ? f32x4("add", value, load(get("bias"), 0)) : value));
        return [sum];
      });
      const places = operands.map((operand, index) => {
        return { pointer: `${operand}At`, pixel: conv.epilogue?.operands[index]?.pixel ?? 0 };
      });
      const end = { sums, channels: count, expression: conv.epilogue?.expression, operands: places };
      endTile(f, { ...end, output: { pointer: "outputAt", pixel: conv.output.pixel } });
      moving.forEach((pointer, index) => {
        f.push(...advance(`${pointer}At`, (strides[index]?.row ?? 0) * floatBytes));
      });
      f.push(...advance("patch", across.inputs * vectorBytes));
    });
  }
}
