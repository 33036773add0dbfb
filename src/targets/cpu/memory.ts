import { planLasting, planMemory, type Constraints, type Request } from "../../program/memory.js";
import { inputsOf } from "../../program/operands.js";
import type { Buffer, Call, MemoryPlan, Space } from "../../program/program.js";
import type { BufferId } from "../../program/view.js";

/** A cache line of 64 bytes. */
const constraints: Constraints = { alignment: 16 };

export interface Allocation {
  readonly space: Space;
  readonly elements: number;
}

export interface MemoryNeeds {
  readonly buffers: readonly Allocation[];
  readonly load: readonly Call[];
  readonly run: readonly Call[];
  /** Buffers that the caller fills before the run part, and those that it reads after. */
  readonly inputs: readonly BufferId[];
  readonly outputs: readonly BufferId[];
}

export interface AssignedMemory {
  readonly buffers: readonly Buffer[];
  readonly memory: Readonly<Record<Space, MemoryPlan>>;
}

/**
 * Places every buffer in its space. The steps of the arena are the run calls; those of the weights are the load calls,
 * and what the run part reads stays to the end.
 */
export function assignMemory(needs: MemoryNeeds): AssignedMemory {
  const lifetimes = new Map<BufferId, { from: number; to: number }>();
  const use = (buffer: BufferId, step: number): void => {
    const lifetime = lifetimes.get(buffer);
    if (lifetime === undefined) lifetimes.set(buffer, { from: step, to: step });
    else lifetime.to = Math.max(lifetime.to, step);
  };
  const useCalls = (calls: readonly Call[], space: Space, step: (index: number) => number): void => {
    calls.forEach((call, index) => {
      for (const { buffer } of [...inputsOf(call), call.output]) {
        if (needs.buffers[buffer]?.space === space) use(buffer, step(index));
      }
    });
  };
  needs.inputs.forEach((buffer) => {
    use(buffer, -1);
  });
  useCalls(needs.run, "arena", (index) => index);
  needs.outputs.forEach((buffer) => {
    use(buffer, needs.run.length);
  });
  useCalls(needs.load, "weights", (index) => index);
  useCalls(needs.run, "weights", () => needs.load.length);

  const offsets = new Map<BufferId, number>();
  const plan = (space: Space, place: typeof planMemory): MemoryPlan => {
    const ids: BufferId[] = [];
    const requests: Request[] = [];
    needs.buffers.forEach((buffer, id) => {
      const lifetime = lifetimes.get(id);
      if (buffer.space !== space || lifetime === undefined) return;
      ids.push(id);
      requests.push({ elements: buffer.elements, ...lifetime });
    });
    const { offsets: placed, elements, largestLiveSet } = place(requests, constraints);
    ids.forEach((id, index) => offsets.set(id, placed[index] ?? 0));
    return { elements, largestLiveSet };
  };
  const memory = { weights: plan("weights", planLasting), arena: plan("arena", planMemory) };
  const buffers = needs.buffers.map((buffer, id) => ({ ...buffer, offset: offsets.get(id) ?? 0 }));
  return { buffers, memory };
}
