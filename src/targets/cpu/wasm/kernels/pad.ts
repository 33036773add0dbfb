import { constant } from "../../../../ir/scalar.js";
import type { Kernel } from "../kernel.js";
import { get, i32, plus, set, WatFunction } from "../wat.js";
import type { PixelStrides } from "./conv-shape.js";
import { copyWalk } from "./copy.js";
import { floatBytes } from "./lanes.js";
import { elementwiseWalk } from "./nest.js";
import type { Strides } from "./pool.js";
import { eachUnit, kernelOf, placed, unitParameters, unitPlaces } from "./units.js";

/** A copy with a border, to pixels whose channels lie side by side. */
export interface Pad {
  /** `[N, C, H, W]` of the input. */
  readonly shape: readonly [number, number, number, number];
  /** Top, left, bottom, right. */
  readonly padding: readonly [number, number, number, number];
  readonly input: Strides;
  readonly output: PixelStrides;
  /** What the border is. */
  readonly value: number;
}

/** A copy with a border: `(first, last, input, output)`; units are rows of the output, all of which is written. */
export function pad(name: string, { shape, padding, input, output, value }: Pad): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["input", "output"]) f.parameter(parameter);
  const [from, to] = [f.local("from"), f.local("to")];
  const [samples, channels, height, width] = shape;
  const [top, left, bottom, right] = padding;
  const rows = top + height + bottom;
  const fill = (pixels: number): void => {
    const nest = { shape: [pixels, channels], strides: [[output.pixel, 1]] };
    if (pixels > 0) elementwiseWalk(f, constant(value), nest, [to]).walk.all();
  };
  const border = f.collect(() => {
    fill(left + width + right);
  });
  const inside = f.collect(() => {
    const [sample, row] = [get("sample"), `(i32.sub ${get("row")} ${i32(top)})`];
    const steps = [input[0] * floatBytes, input[2] * floatBytes];
    f.push(set(from, placed(get("input"), [sample, row], steps)));
    fill(left);
    f.push(set(to, plus(get(to), left * output.pixel * floatBytes)));
    const strides = [
      [input[3], input[1]],
      [output.pixel, 1],
    ];
    copyWalk(f, { shape: [width, channels], strides }, [from, to]).walk.all();
    f.push(set(to, plus(get(to), width * output.pixel * floatBytes)));
    fill(right);
  });
  eachUnit(f, () => {
    const places = unitPlaces(f, [samples, rows]);
    const [sample = "", row = ""] = places;
    f.push(set(to, placed(get("output"), places, [output.sample * floatBytes, output.row * floatBytes])));
    f.push(set(f.local("sample"), sample), set(f.local("row"), row));
    // A row above the input is far below it where numbers have no sign.
    const isInside = `(i32.lt_u (i32.sub ${get("row")} ${i32(top)}) ${i32(height)})`;
    if (top + bottom === 0) f.push(...inside);
    else f.push(`(if ${isInside} (then`, ...inside, ") (else", ...border, "))");
  });
  return kernelOf(f, samples * rows);
}
