import { lifetimesOf, type Lifetime } from "../../program/lifetimes.js";
import { inputsOf } from "../../program/operands.js";
import type { Program } from "../../program/program.js";
import type { BufferId } from "../../program/view.js";
import { lanes, vectorsFor } from "./vectors.js";

/** Where a buffer of the program lies: in which buffer of the device, and from which element on. */
export interface Place {
  readonly buffer: number;
  readonly at: number;
}

/** A buffer of the device. */
export interface DeviceBuffer {
  readonly elements: number;
  /** What is needed while weights are loaded only is given back then. */
  readonly use: "weights" | "load" | "run";
}

export interface DeviceMemory {
  readonly buffers: readonly DeviceBuffer[];
  placeOf(buffer: BufferId): Place;
}

/** Every buffer begins with zeros, which is where pixels outside of pictures are read. */
export const leadingZeros = lanes;

interface Request extends Lifetime {
  readonly id: BufferId;
  readonly elements: number;
}

/**
 * Buffers of the device for those of the program. A dispatch may not read a buffer that it writes, so that values of one
 * time lie in buffers of their own, which later values take over; weights that last lie one after another in as few
 * buffers as a binding of so many elements allows.
 */
export function placeBuffers(program: Program, bindingElements: number): DeviceMemory {
  const { run, load, inputs, outputs, taps } = program;
  const ends = [...outputs, ...taps].map(({ view }) => view.buffer);
  const requests = (space: "arena" | "weights", lifetimes: ReadonlyMap<BufferId, Lifetime>): Request[] =>
    program.buffers.flatMap((buffer, id) => {
      const lifetime = lifetimes.get(id);
      if (buffer.space !== space || lifetime === undefined) return [];
      return [{ id, elements: lanes * vectorsFor(buffer.elements), ...lifetime }];
    });
  const read = run.flatMap((call) => inputsOf(call).map(({ buffer }) => buffer));
  const loaded = requests("weights", lifetimesOf(load, [], read));
  const lasting = new Set(read);

  const buffers: DeviceBuffer[] = [];
  const places = new Map<BufferId, Place>();
  const pool = (wanted: readonly Request[], use: DeviceBuffer["use"]): void => {
    for (const slot of poolsOf(wanted)) {
      const buffer = buffers.push({ elements: leadingZeros + slot.elements, use }) - 1;
      for (const { id } of slot.requests) places.set(id, { buffer, at: leadingZeros });
    }
  };
  let filled = Infinity;
  for (const { id, elements } of loaded.filter(({ id }) => lasting.has(id))) {
    if (filled + elements > bindingElements) {
      buffers.push({ elements: leadingZeros, use: "weights" });
      filled = leadingZeros;
    }
    places.set(id, { buffer: buffers.length - 1, at: filled });
    filled += elements;
    buffers[buffers.length - 1] = { elements: filled, use: "weights" };
  }
  pool(
    requests(
      "arena",
      lifetimesOf(
        run,
        inputs.map(({ view }) => view.buffer),
        ends,
      ),
    ),
    "run",
  );
  pool(
    loaded.filter(({ id }) => !lasting.has(id)),
    "load",
  );
  return {
    buffers,
    placeOf: (buffer) => {
      const place = places.get(buffer);
      if (place === undefined) throw new Error(`buffer ${buffer} has no place`);
      return place;
    },
  };
}

interface Slot {
  readonly elements: number;
  readonly requests: Request[];
}

/** The largest first, each where nothing else is needed at its time; the first one of a slot says how large it is. */
function poolsOf(requests: readonly Request[]): readonly Slot[] {
  const slots: Slot[] = [];
  for (const request of [...requests].sort((a, b) => b.elements - a.elements || a.id - b.id)) {
    const free = slots.find((slot) =>
      slot.requests.every(({ from, to }) => to < request.from || request.to < from),
    );
    if (free) free.requests.push(request);
    else slots.push({ elements: request.elements, requests: [request] });
  }
  return slots;
}
