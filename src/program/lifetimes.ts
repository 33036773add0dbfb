import { inputsOf } from "./operands.js";
import type { Call } from "./program.js";
import type { BufferId } from "./view.js";

/** The first and last step at which a buffer is needed, both included. */
export interface Lifetime {
  readonly from: number;
  readonly to: number;
}

/**
 * When each buffer of a run is needed. Steps are the indices of the calls; the caller fills inputs before the first, at
 * step -1, and reads outputs after the last, at step `run.length`.
 */
export function lifetimesOf(
  run: readonly Call[],
  inputs: readonly BufferId[],
  outputs: readonly BufferId[],
): ReadonlyMap<BufferId, Lifetime> {
  const lifetimes = new Map<BufferId, Lifetime>();
  const use = (buffer: BufferId, step: number): void => {
    lifetimes.set(buffer, { from: lifetimes.get(buffer)?.from ?? step, to: step });
  };
  for (const buffer of inputs) use(buffer, -1);
  run.forEach((call, step) => {
    for (const { buffer } of [...inputsOf(call), call.output]) use(buffer, step);
  });
  for (const buffer of outputs) use(buffer, run.length);
  return lifetimes;
}
