import { lifetimesOf } from "../program/lifetimes.js";
import { bufferOf, type Program } from "../program/program.js";
import type { BufferId } from "../program/view.js";

const float32Bytes = 4;

/** A call of the plan, and the bytes of all buffers that are needed while it runs. */
export interface PlannedCall {
  /** Path of the layer that it computes; fused layers are computed with the one before them. */
  readonly path: string;
  /** What is computed: `conv`, `matmul`, `pool`, … */
  readonly kind: string;
  readonly liveBytes: number;
}

/** A buffer's place in the arena, and when it is there. */
export interface PlannedBuffer {
  /** Path of the layer that writes it first, or the name of the input that it holds. */
  readonly path: string;
  readonly offsetBytes: number;
  readonly bytes: number;
  /** Indices of the first and last call that need it; -1 where it is there before the first. */
  readonly from: number;
  /** The number of calls where it is there after the last. */
  readonly to: number;
}

/** A run of the planned network over time. */
export interface MemoryUse {
  /** Samples in a run. */
  readonly batch: number;
  /** Bytes of the arena, in which all buffers of a run have their places. */
  readonly arenaBytes: number;
  readonly calls: readonly PlannedCall[];
  readonly buffers: readonly PlannedBuffer[];
}

export function memoryUse(program: Program): MemoryUse {
  const { run, inputs, outputs, batch, memory } = program;
  const ids = (ports: typeof outputs | typeof inputs): readonly BufferId[] =>
    ports.map(({ view }) => view.buffer);
  const names = new Map<BufferId, string>(inputs.map(({ name, view }) => [view.buffer, name]));
  for (const { output, origin } of run) if (!names.has(output.buffer)) names.set(output.buffer, origin.path);

  const buffers = [...lifetimesOf(run, ids(inputs), ids(outputs))].flatMap(([id, { from, to }]) => {
    const { space, elements, offset } = bufferOf(program, id);
    const [bytes, offsetBytes] = [elements * float32Bytes, offset * float32Bytes];
    return space === "arena" ? [{ path: names.get(id) ?? "", offsetBytes, bytes, from, to }] : [];
  });
  const live = new Array<number>(run.length).fill(0);
  for (const { bytes, from, to } of buffers) {
    for (let step = Math.max(0, from); step <= Math.min(to, run.length - 1); step += 1)
      live[step] = (live[step] ?? 0) + bytes;
  }
  const calls = run.map(({ kind, origin }, step) => ({
    path: origin.path,
    kind,
    liveBytes: live[step] ?? 0,
  }));
  return { batch, arenaBytes: memory.arena.elements * float32Bytes, calls, buffers };
}
