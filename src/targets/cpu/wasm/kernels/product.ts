import type { Scalar } from "../../../../ir/scalar.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, set, splat, WatFunction } from "../wat.js";
import { floatBytes, lanes, loadSplat, loadStepped, range } from "./lanes.js";
import { endTile } from "./tile-end.js";
import { eachUnit, kernelOf, oneUnitOf, placed, unitParameters, unitPlaces } from "./units.js";

/** Floats from one row to the next, and from one column to the next. */
type Matrix = readonly [row: number, column: number];

/** `output[m, n] = sum over k of a[m, k] * b[k, n], plus bias[n]`, each in any strides. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
  readonly a: Matrix;
  readonly b: Matrix;
  /** Floats from one number of the bias to the next. */
  readonly bias: number | undefined;
  readonly output: Matrix;
  readonly epilogue: { readonly expression: Scalar; readonly operands: readonly Matrix[] } | undefined;
}

const tile = { rows: 4, columns: 2 * lanes };
/** Parts that there are at least, where there are enough rows. */
const wanted = 16;
/** Multiplications that are not worth sharing out. */
const small = 65_536;

/**
 * A product of matrices: `(first, last, a, b, bias?, operand…, output)`. It is fastest where `b` and the output lie side by
 * side along their columns; otherwise those go one at a time from and to memory. Units are columns, eight at a time, of
 * some of the rows.
 */
export function product(name: string, call: Product): Kernel {
  const { rows, columns, terms } = call;
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["a", "b", ...(call.bias === undefined ? [] : ["bias"])]) f.parameter(parameter);
  const operands = (call.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const stride: Readonly<Record<string, Matrix>> = {
    a: [call.a[0], 0],
    b: [0, call.b[1]],
    ...(call.bias === undefined ? {} : { bias: [0, call.bias] }),
    ...Object.fromEntries(operands.map((operand, at) => [operand, call.epilogue?.operands[at] ?? [0, 0]])),
    output: call.output,
  };
  const across = Math.ceil(columns / tile.columns);
  const tiles = Math.ceil(rows / tile.rows);
  const perPart = Math.ceil(tiles / Math.ceil(wanted / across)) * tile.rows;
  const parts = Math.ceil(rows / perPart);
  const units = oneUnitOf(f, across * parts, rows * columns * terms < small);

  const block = (height: number, width: number): void => {
    multiply(f, call, { rows: height, columns: width, operands });
    for (const [pointer, [row]] of Object.entries(stride))
      f.push(...advance(`${pointer}At`, height * row * floatBytes));
  };
  const panel = (width: number): readonly string[] =>
    f.collect(() => {
      f.push(set(f.local("tiles"), `(i32.div_u ${get("left")} ${i32(tile.rows)})`));
      if (rows >= tile.rows) {
        f.push(`(if ${get("tiles")} (then`);
        f.countDown("tiles", () => {
          block(tile.rows, width);
        });
        f.push("))");
      }
      if (rows % tile.rows === 0) return;
      f.push(`(if (i32.rem_u ${get("left")} ${i32(tile.rows)}) (then`);
      block(rows % tile.rows, width);
      f.push("))");
    });
  eachUnit(f, () => {
    const places = unitPlaces(f, [across, parts]);
    for (const [pointer, [row, column]] of Object.entries(stride)) {
      const steps = [tile.columns * column * floatBytes, perPart * row * floatBytes];
      f.push(set(f.local(`${pointer}At`), placed(get(pointer), places, steps)));
    }
    const [place = "", part = ""] = places;
    const isLast = `(i32.eq ${part} ${i32(parts - 1)})`;
    f.push(set(f.local("left"), `(select ${i32(rows - (parts - 1) * perPart)} ${i32(perPart)} ${isLast})`));
    const rest = columns % tile.columns;
    const [whole, last] = [panel(tile.columns), panel(rest)];
    if (rest === 0) f.push(...whole);
    else if (across === 1) f.push(...last);
    else f.push(`(if (i32.lt_u ${place} ${i32(across - 1)}) (then`, ...whole, ") (else", ...last, "))");
  });
  return kernelOf(f, units);
}

/** Computes and stores one block of the output, from the locals of the operands' names with `At`. */
function multiply(
  f: WatFunction,
  call: Product,
  block: { readonly rows: number; readonly columns: number; readonly operands: readonly string[] },
): void {
  const vectors = range(Math.ceil(block.columns / lanes));
  const count = (vector: number): number => Math.min(lanes, block.columns - vector * lanes);
  const sums = range(block.rows).map((row) => vectors.map((v) => f.local(`sum${row}_${v}`, "v128")));
  const [firstRow = [], ...otherRows] = sums;
  firstRow.forEach((sum, v) => {
    const { bias } = call;
    if (bias === undefined) f.push(set(sum, splat(0)));
    else f.push(...loadStepped(sum, get("biasAt"), v * lanes * bias, bias, count(v)));
    for (const row of otherRows) f.push(set(row[v] ?? "", get(sum)));
  });
  f.push(set(f.local("x"), get("aAt")), set(f.local("y"), get("bAt")));
  f.repeat("term", call.terms, () => {
    const [step, column] = call.b;
    for (const v of vectors)
      f.push(...loadStepped(f.local(`b${v}`, "v128"), get("y"), v * lanes * column, column, count(v)));
    sums.forEach((row, index) => {
      f.push(set(f.local("value", "v128"), loadSplat(get("x"), index * call.a[0])));
      row.forEach((sum, v) => {
        f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get("value"), get(`b${v}`)))));
      });
    });
    f.push(...advance("x", call.a[1] * floatBytes), ...advance("y", step * floatBytes));
  });
  const place = (pointer: string, [row, column]: Matrix) => {
    return { pointer: `${pointer}At`, pixel: row, channel: column };
  };
  const places = block.operands.map((operand, at) => place(operand, call.epilogue?.operands[at] ?? [0, 0]));
  const [expression, channels] = [call.epilogue?.expression, block.columns];
  endTile(f, { sums, channels, expression, operands: places, output: place("output", call.output) });
}
