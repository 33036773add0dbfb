import type { Scalar } from "../../../../ir/scalar.js";
import type { Kernel } from "../kernel.js";
import { advance, f32x4, get, i32, set, splat, stepped, WatFunction } from "../wat.js";
import { acrossLanes, floatBytes, lanes, loadLanes, range, vectorBytes } from "./lanes.js";
import { endTile } from "./tile-end.js";
import { eachUnit, kernelOf, unitParameters } from "./units.js";

/** Products of rows with rows: `output[m, n] = sum over k of a[m, k] * b[n, k], plus bias[n]`, both side by side along k. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
  /** Floats from one row of `a`, and of `b`, to the next. */
  readonly a: number;
  readonly b: number;
  /** The output's columns lie side by side; floats from one of its rows to the next, and of each operand's. */
  readonly output: number;
  readonly bias: boolean;
  readonly epilogue: { readonly expression: Scalar; readonly operands: readonly number[] } | undefined;
}

/** Rows of `a` and of `b` that are multiplied at a time. */
const tile = { rows: 2, columns: 4 };

/**
 * A dense layer: `(first, last, a, b, bias?, operand…, output)`, byte addresses. Units are blocks of columns, whose weights
 * `b` are read once for two samples, in the order in which they lie.
 */
export function dense(name: string, call: Dense): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  for (const parameter of ["a", "b", ...(call.bias ? ["bias"] : [])]) f.parameter(parameter);
  const operands = (call.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const steps = [call.output, ...(call.epilogue?.operands ?? [])];
  const moving = ["output", ...operands];
  for (const local of ["aAt", "bAt", "at", "bt", ...moving.map((pointer) => `${pointer}At`)]) f.local(local);
  const units = Math.ceil(call.columns / tile.columns);

  /** The products of so many rows, at `aAt`, with so many columns. */
  const product = (rows: number, columns: number): void => {
    const sums = range(rows).map((row) =>
      range(columns).map((column) => f.local(`sum${row}_${column}`, "v128")),
    );
    for (const sum of sums.flat()) f.push(set(sum, splat(0)));
    f.push(set("at", get("aAt")), set("bt", get("bAt")));
    const terms = (count: number): void => {
      range(rows).forEach((row) => {
        f.push(...loadLanes(f.local(`x${row}`, "v128"), get("at"), row * call.a, count));
      });
      range(columns).forEach((column) => {
        f.push(...loadLanes(f.local("y", "v128"), get("bt"), column * call.b, count));
        sums.forEach((row, index) => {
          const sum = row[column] ?? "";
          f.push(set(sum, f32x4("add", get(sum), f32x4("mul", get(`x${index}`), get("y")))));
        });
      });
    };
    f.repeat("k", Math.floor(call.terms / lanes), () => {
      terms(lanes);
      f.push(...advance("at", vectorBytes), ...advance("bt", vectorBytes));
    });
    if (call.terms % lanes > 0) terms(call.terms % lanes);
    const ends = sums.map((row, index) => {
      const whole = f.local(`row${index}`, "v128");
      row.forEach((sum, column) => {
        acrossLanes(f, sum);
        const lane = `(f32x4.replace_lane ${column} ${get(whole)} (f32x4.extract_lane 0 ${get(sum)}))`;
        f.push(set(whole, column === 0 ? get(sum) : lane));
      });
      return [whole];
    });
    if (call.bias) {
      f.push(...loadLanes(f.local("biases", "v128"), get("biasAt"), 0, columns));
      for (const [whole = ""] of ends) f.push(set(whole, f32x4("add", get(whole), get("biases"))));
    }
    const places = operands.map((operand, index) => ({
      pointer: `${operand}At`,
      pixel: steps[index + 1] ?? 0,
    }));
    const end = { sums: ends, channels: columns, expression: call.epilogue?.expression, operands: places };
    endTile(f, { ...end, output: { pointer: "outputAt", pixel: call.output } });
  };

  /** All rows with a block of columns. */
  const block = (columns: number): readonly string[] =>
    f.collect(() => {
      const rows = (count: number): void => {
        product(count, columns);
        f.push(...advance("aAt", count * call.a * floatBytes));
        moving.forEach((pointer, index) => {
          f.push(...advance(`${pointer}At`, count * (steps[index] ?? 0) * floatBytes));
        });
      };
      f.repeat("m", Math.floor(call.rows / tile.rows), () => {
        rows(tile.rows);
      });
      if (call.rows % tile.rows > 0) rows(call.rows % tile.rows);
    });

  eachUnit(f, () => {
    const across = [...moving, ...(call.bias ? ["bias"] : [])];
    f.push(
      set("aAt", get("a")),
      set("bAt", stepped(get("b"), get("first"), tile.columns * call.b * floatBytes)),
    );
    for (const pointer of across)
      f.push(set(f.local(`${pointer}At`), stepped(get(pointer), get("first"), tile.columns * floatBytes)));
    const rest = call.columns % tile.columns;
    if (rest === 0) f.push(...block(tile.columns));
    else if (units === 1) f.push(...block(rest));
    else {
      const whole = `(i32.lt_u ${get("first")} ${i32(units - 1)})`;
      f.push(`(if ${whole} (then`, ...block(tile.columns), ") (else", ...block(rest), "))");
    }
  });
  return kernelOf(f, units);
}
