import { lifetimesOf, type Lifetime } from "../../program/lifetimes.js";
import { inputsOf } from "../../program/operands.js";
import type { Program } from "../../program/program.js";
import { spanOf, type BufferId, type View } from "../../program/view.js";
import { adapterClasses, classesOf, type AdapterClass } from "./estimate/devices.js";
import { lanes, vectorsFor } from "./vectors.js";

/** Where elements of the program lie: in which buffer of the device, and from which element on. */
export interface Place {
  readonly buffer: number;
  readonly at: number;
}

/** Elements of a buffer of the program, from one on. */
interface Part {
  readonly begin: number;
  readonly elements: number;
}

/** A buffer of the device. */
export interface DeviceBuffer {
  readonly elements: number;
  /** What is needed while weights are loaded only is given back then. */
  readonly use: "weights" | "load" | "run";
  /** Whether its numbers are in half precision. */
  readonly half: boolean;
  /** The classes of adapters on which there is something in it. */
  readonly on: readonly AdapterClass[];
}

export function bytesOf({ elements, half }: Pick<DeviceBuffer, "elements" | "half">): number {
  return (half ? 2 : 4) * elements;
}

export interface DeviceMemory {
  readonly buffers: readonly DeviceBuffer[];
  /** Where an element of a buffer of the program lies. */
  placeOf(element: Pick<View, "buffer" | "offset">): Place;
  /** Elements that lie in the buffer of the device in which that one is. */
  partOf(element: Pick<View, "buffer" | "offset">): Part;
  /** The parts in which a buffer of the program lies, in their order. */
  partsOf(buffer: BufferId): readonly (Part & Place)[];
}

/** Bytes of the buffers of a use that a class of adapters has. */
export function bytesOn(
  { buffers }: Pick<DeviceMemory, "buffers">,
  adapter: AdapterClass,
  use: DeviceBuffer["use"],
): number {
  return buffers.reduce(
    (sum, buffer) => sum + (buffer.use === use && buffer.on.includes(adapter) ? bytesOf(buffer) : 0),
    0,
  );
}

/** The most bytes of the buffers of a use that a class of adapters has. */
export function mostBytes(memory: Pick<DeviceMemory, "buffers">, use: DeviceBuffer["use"]): number {
  return Math.max(...adapterClasses.map((adapter) => bytesOn(memory, adapter, use)));
}

/** Every buffer begins with zeros, which is where pixels outside of pictures are read. */
export const leadingZeros = lanes;

interface Request extends Lifetime, Part {
  readonly id: BufferId;
  readonly half: boolean;
  readonly on: readonly AdapterClass[];
}

/**
 * Buffers of the device for those of the program. A dispatch may not read a buffer that it writes, so that values of one
 * time lie in buffers of their own, which later values take over; weights that last lie one after another in as few
 * buffers as a binding of so many elements allows. What is more than a binding lies in the parts that calls read and write.
 * Numbers of different precision lie in different buffers, and what only some classes of adapters need, in buffers that
 * the others do without.
 */
export function placeBuffers(program: Program, bindingElements: number): DeviceMemory {
  const { run, load, inputs, outputs, taps } = program;
  const classesWith = classesByBuffer(program);
  const ends = [...outputs, ...taps].map(({ view }) => view.buffer);
  const requests = (space: "arena" | "weights", lifetimes: ReadonlyMap<BufferId, Lifetime>): Request[] =>
    program.buffers.flatMap((buffer, id) => {
      const lifetime = lifetimes.get(id);
      if (buffer.space !== space || lifetime === undefined) return [];
      return partsFor(program, id, bindingElements - leadingZeros).map(({ begin, elements }) => {
        const own = { half: buffer.half ?? false, on: classesWith(id) };
        return { id, begin, elements: lanes * vectorsFor(elements), ...own, ...lifetime };
      });
    });
  const read = run.flatMap((call) => inputsOf(call).map(({ buffer }) => buffer));
  const loaded = requests("weights", lifetimesOf(load, [], read));
  const lasting = new Set(read);

  const buffers: DeviceBuffer[] = [];
  const places = new Map<BufferId, (Part & Place)[]>();
  const put = ({ id, begin, elements }: Request, buffer: number, at: number): void => {
    places.set(id, [...(places.get(id) ?? []), { begin, elements, buffer, at }]);
  };
  const pool = (wanted: readonly Request[], use: DeviceBuffer["use"]): void => {
    for (const [half, requested] of byPrecision(wanted)) {
      for (const slot of poolsOf(requested)) {
        const buffer = buffers.push({ elements: leadingZeros + slot.elements, use, half, on: slot.on }) - 1;
        for (const request of slot.requests) put(request, buffer, leadingZeros);
      }
    }
  };
  for (const [half, requested] of byPrecision(loaded.filter(({ id }) => lasting.has(id)))) {
    let filled = Infinity;
    for (const request of [...requested.filter(isCommon), ...requested.filter((each) => !isCommon(each))]) {
      const { elements, on } = request;
      if (!isCommon(request) || filled + elements > bindingElements) {
        buffers.push({ elements: leadingZeros, use: "weights", half, on });
        filled = leadingZeros;
      }
      put(request, buffers.length - 1, filled);
      filled += elements;
      buffers[buffers.length - 1] = { elements: filled, use: "weights", half, on };
    }
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
  const partsOf = (id: BufferId): readonly (Part & Place)[] =>
    (places.get(id) ?? []).toSorted((a, b) => a.begin - b.begin);
  const partOf = ({ buffer, offset }: Pick<View, "buffer" | "offset">): Part & Place => {
    const part = partsOf(buffer).findLast(({ begin }) => begin <= offset);
    if (part === undefined) throw new Error(`buffer ${buffer} has no place`);
    return part;
  };
  return {
    buffers,
    partsOf,
    partOf,
    placeOf: (element) => {
      const { buffer, at, begin } = partOf(element);
      return { buffer, at: at + element.offset - begin };
    },
  };
}

/** The whole of a buffer; of one with more than `most` elements, what calls compute with, where that does not overlap. */
function partsFor({ buffers, load, run }: Program, id: BufferId, most: number): readonly Part[] {
  const elements = buffers[id]?.elements ?? 0;
  const whole = [{ begin: 0, elements }];
  if (elements <= most) return whole;
  const views = [...load, ...run].flatMap((call) =>
    call.kind === "read" || call.kind === "constant" ? [] : [...inputsOf(call), call.output],
  );
  const ends = new Map<number, number>();
  for (const view of views.filter(({ buffer }) => buffer === id))
    ends.set(view.offset, Math.max(ends.get(view.offset) ?? 0, view.offset + spanOf(view)));
  const spans = [...ends].sort(([a], [b]) => a - b);
  const beginnings = spans.map(([begin], index) => (index === 0 ? 0 : begin));
  const areApart = spans.every(([, end], index) => end <= (beginnings[index + 1] ?? elements));
  if (!areApart || beginnings.some((begin) => begin % lanes !== 0)) return whole;
  return beginnings.map((begin, index) => ({
    begin,
    elements: (beginnings[index + 1] ?? elements) - begin,
  }));
}

function byPrecision(requests: readonly Request[]): readonly (readonly [half: boolean, Request[]])[] {
  return [false, true].map((half) => [half, requests.filter((request) => request.half === half)]);
}

interface Slot extends Pick<Request, "elements" | "on"> {
  readonly requests: Request[];
}

/**
 * The largest first, each where nothing else is needed at its time; the first one of a slot says how large it is. What only
 * some classes of adapters need makes no slot larger that the others have.
 */
function poolsOf(requests: readonly Request[]): readonly Slot[] {
  const slots: Slot[] = [];
  const order = (a: Request, b: Request): number =>
    Number(isCommon(b)) - Number(isCommon(a)) || b.elements - a.elements || a.id - b.id;
  for (const request of requests.toSorted(order)) {
    const { elements, on } = request;
    const free = slots.find(
      (slot) =>
        slot.elements >= elements &&
        on.every((adapter) => slot.on.includes(adapter)) &&
        (isCommon(slot) || slot.on.length === on.length) &&
        slot.requests.every(({ from, to }) => to < request.from || request.to < from),
    );
    if (free) free.requests.push(request);
    else slots.push({ elements, on, requests: [request] });
  }
  return slots;
}

function isCommon({ on }: Pick<Request, "on">): boolean {
  return on.length === adapterClasses.length;
}

/** The classes of adapters that have something in a buffer of the program. */
function classesByBuffer({ load, run, inputs, outputs, taps }: Program): (buffer: BufferId) => Request["on"] {
  const known = new Map<BufferId, Request["on"]>();
  const add = (buffer: BufferId, on: Request["on"]): void => {
    const before = known.get(buffer) ?? [];
    known.set(
      buffer,
      adapterClasses.filter((adapter) => before.includes(adapter) || on.includes(adapter)),
    );
  };
  for (const call of [...load, ...run])
    for (const { buffer } of [...inputsOf(call), call.output]) add(buffer, classesOf(call));
  for (const { view } of [...inputs, ...outputs, ...taps]) add(view.buffer, adapterClasses);
  return (buffer) => known.get(buffer) ?? adapterClasses;
}
