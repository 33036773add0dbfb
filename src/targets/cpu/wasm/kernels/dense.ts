import type { Scalar } from "../../../../ir/scalar.js";
import type { VectorNeeds } from "../vector.js";
import { advance, f32x4, get, set, splat, WatFunction } from "../wat.js";
import { acrossLanes, floatBytes, lanes, loadLanes, range, vectorBytes } from "./lanes.js";
import { endTile } from "./tile-end.js";

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
 * The function of a dense layer: `(a, b, bias?, operand…, output)`, byte addresses. The weights `b` are read once for two
 * samples, in the order in which they lie.
 */
export function dense(name: string, call: Dense, needs: VectorNeeds): string {
  const f = new WatFunction(name);
  for (const parameter of ["a", "b", ...(call.bias ? ["bias"] : [])]) f.parameter(parameter);
  const operands = (call.epilogue?.operands ?? []).map((_, index) => f.parameter(`operand${index}`));
  f.parameter("output");
  const across = ["output", ...operands, ...(call.bias ? ["bias"] : [])];
  const rowSteps: Readonly<Record<string, number>> = {
    a: call.a,
    output: call.output,
    ...Object.fromEntries(operands.map((operand, index) => [operand, call.epilogue?.operands[index] ?? 0])),
  };

  const product = (rows: number, columns: number): void => {
    const sums = range(rows).map((row) =>
      range(columns).map((column) => f.local(`sum${row}_${column}`, "v128")),
    );
    for (const sum of sums.flat()) f.push(set(sum, splat(0)));
    f.push(set(f.local("at"), get("a")), set(f.local("bt"), get("b")));
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
        acrossLanes(f, sum, "add");
        const lane = `(f32x4.replace_lane ${column} ${get(whole)} (f32x4.extract_lane 0 ${get(sum)}))`;
        f.push(set(whole, column === 0 ? get(sum) : lane));
      });
      return [whole];
    });
    if (call.bias) {
      f.push(...loadLanes(f.local("biases", "v128"), get("bias"), 0, columns));
      for (const [whole = ""] of ends) f.push(set(whole, f32x4("add", get(whole), get("biases"))));
    }
    const places = operands.map((pointer) => ({ pointer, pixel: rowSteps[pointer] ?? 0 }));
    const end = { sums: ends, channels: columns, expression: call.epilogue?.expression, operands: places };
    endTile(f, { ...end, output: { pointer: "output", pixel: call.output } }, needs);
  };

  const rowsAt = (rows: number): void => {
    const columns = (count: number): void => {
      product(rows, count);
      f.push(...advance("b", count * call.b * floatBytes));
      for (const pointer of across) f.push(...advance(pointer, count * floatBytes));
    };
    f.repeat("n", Math.floor(call.columns / tile.columns), () => {
      columns(tile.columns);
    });
    if (call.columns % tile.columns > 0) columns(call.columns % tile.columns);
    f.push(...advance("b", -call.columns * call.b * floatBytes));
    for (const pointer of across) f.push(...advance(pointer, -call.columns * floatBytes));
    for (const [pointer, step] of Object.entries(rowSteps))
      f.push(...advance(pointer, rows * step * floatBytes));
  };
  f.repeat("m", Math.floor(call.rows / tile.rows), () => {
    rowsAt(tile.rows);
  });
  if (call.rows % tile.rows > 0) rowsAt(call.rows % tile.rows);
  return f.text();
}
