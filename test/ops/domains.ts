import type { TensorType } from "../../src/ir/graph.js";
import type { Sample } from "../../src/ops/definition.js";

/** Types of a sample's inputs. */
export function typesOf({ inputs, dtypes }: Sample<unknown>): readonly TensorType[] {
  return inputs.map((shape, index) => ({ dtype: dtypes?.[index] ?? "f32", shape }));
}

/** A number within [-2, 2] as an element of a type: an i32 tensor takes whole numbers from 0 to 3. */
export function asElement({ dtype }: TensorType, value: number): number {
  return dtype === "i32" ? Math.min(Math.floor(2 * Math.abs(value)), 3) : value;
}

/** Inputs whose elements an operator takes positive only. */
export const positive: Readonly<Record<string, readonly number[]>> = {
  sqrt: [0],
  power: [0],
  log: [0],
  batchnorm: [4],
};

/** Operators whose results depend on all samples, though they have a batch axis. */
export const acrossSamples: readonly string[] = ["mean_gradient", "batchnorm_training"];
