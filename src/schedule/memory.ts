import { planLasting, planMemory, type Constraints, type Request } from "../program/memory.js";
import { lifetimesOf } from "../program/lifetimes.js";
import { inputsOf } from "../program/operands.js";
import type { Buffer, Call, MemoryPlan, Space } from "../program/program.js";
import type { BufferId } from "../program/view.js";

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
  const { load, run, inputs, outputs } = needs;
  const lifetimes = {
    arena: lifetimesOf(run, inputs, outputs),
    weights: lifetimesOf(load, [], readBy(run)),
  };

  const offsets = new Map<BufferId, number>();
  const plan = (space: Space, place: typeof planMemory): MemoryPlan => {
    const ids: BufferId[] = [];
    const requests: Request[] = [];
    needs.buffers.forEach((buffer, id) => {
      const lifetime = lifetimes[space].get(id);
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

function readBy(calls: readonly Call[]): readonly BufferId[] {
  return calls.flatMap((call) => inputsOf(call).map(({ buffer }) => buffer));
}
