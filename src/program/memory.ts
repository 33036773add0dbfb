/** A buffer to be placed: its size in elements, and the first and last step at which it is needed, both included. */
export interface Request {
  readonly elements: number;
  readonly from: number;
  readonly to: number;
}

/** What a target asks of the plan. */
export interface Constraints {
  /** Every offset is a multiple of this many elements. */
  readonly alignment: number;
}

export interface Placement {
  readonly offsets: readonly number[];
  /** Size of the arena in elements. */
  readonly elements: number;
  /** The largest sum of aligned sizes of buffers needed at one step: no plan can be smaller. */
  readonly largestLiveSet: number;
}

interface Placed {
  readonly offset: number;
  readonly size: number;
}

/** Bounds the search for a better order: placements tried times buffers placed. */
const searchBudget = 50_000;

/** A plan this close to the lower bound is not improved further. */
const goodEnough = 1.01;

/**
 * Offline storage allocation: buffers that are needed at the same time do not overlap. Greedy orders place each buffer
 * at the lowest gap that holds it (Pisarchyk & Lee 2020), and the smallest arena wins. Where none reaches the lower
 * bound, the buffers at the top of the arena are moved to the front of the best order and it is placed again
 * (squeaky-wheel optimisation, Joslin & Clements 1999).
 */
export function planMemory(requests: readonly Request[], constraints: Constraints): Placement {
  const aligned = alignedTo(requests, constraints.alignment);
  const largestLiveSet = liveSet(aligned);
  const { offsets, elements } = search(aligned, largestLiveSet);
  return { offsets, elements, largestLiveSet };
}

/**
 * {@link planMemory} for buffers of which most are needed to the end, such as weights: those lie one after another from
 * the bottom, in the order in which they come, and the others above what is there while they are needed, from the top.
 * Few buffers for which that is wasteful are planned like any others.
 */
export function planLasting(requests: readonly Request[], constraints: Constraints): Placement {
  const end = requests.reduce((last, { to }) => Math.max(last, to), 0);
  const { alignment } = constraints;
  const offsets = new Array<number>(requests.length).fill(0);
  const order = requests
    .map((_, index) => index)
    .sort((a, b) => (requests[a]?.from ?? 0) - (requests[b]?.from ?? 0));
  /** Where the lasting buffers that have come by a step end, by step. */
  const filled: { readonly from: number; readonly elements: number }[] = [];
  const passing: { readonly index: number; readonly request: Request }[] = [];
  let lasting = 0;
  for (const index of order) {
    const request = requests[index];
    if (request === undefined) continue;
    if (request.to < end) {
      passing.push({ index, request });
      continue;
    }
    offsets[index] = lasting;
    lasting += Math.ceil(request.elements / alignment) * alignment;
    filled.push({ from: request.from, elements: lasting });
  }
  const above = planMemory(
    passing.map(({ request }) => request),
    constraints,
  );
  const tops = passing.map(
    ({ request }, at) => (above.offsets[at] ?? 0) + Math.ceil(request.elements / alignment) * alignment,
  );
  const needed = passing.map(({ request }, at) => filledBy(filled, request.to) + (tops[at] ?? 0));
  const elements = needed.reduce((most, size) => Math.max(most, size), lasting);
  passing.forEach(({ index }, at) => {
    offsets[index] = elements - (tops[at] ?? 0);
  });
  const largestLiveSet = liveSet(alignedTo(requests, alignment));
  if (elements <= 1.1 * largestLiveSet || requests.length > 1000)
    return { offsets, elements, largestLiveSet };
  const mixed = planMemory(requests, constraints);
  return mixed.elements < elements ? mixed : { offsets, elements, largestLiveSet };
}

/** Elements of the lasting buffers that have come by `step`; `filled` is in the order of steps. */
function filledBy(
  filled: readonly { readonly from: number; readonly elements: number }[],
  step: number,
): number {
  let low = 0;
  for (let high = filled.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((filled[middle]?.from ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return filled[low - 1]?.elements ?? 0;
}

function alignedTo(requests: readonly Request[], alignment: number): readonly Request[] {
  return requests.map((request) => ({
    ...request,
    elements: Math.ceil(request.elements / alignment) * alignment,
  }));
}

interface Plan {
  readonly order: readonly number[];
  readonly offsets: readonly number[];
  readonly elements: number;
}

function search(requests: readonly Request[], bound: number): Plan {
  let best: Plan = { order: [], offsets: [], elements: Infinity };
  for (const order of orders(requests)) {
    const plan = placeInOrder(requests, order);
    if (plan.elements < best.elements) best = plan;
    if (best.elements <= goodEnough * bound) return best;
  }
  const tries = Math.floor(searchBudget / Math.max(1, requests.length));
  let current = best;
  for (let attempt = 0; attempt < tries && best.elements > goodEnough * bound; attempt += 1) {
    const top = (index: number): boolean =>
      (current.offsets[index] ?? 0) + (requests[index]?.elements ?? 0) === current.elements;
    const squeaky = current.order.filter(top);
    const order = [...squeaky, ...current.order.filter((index) => !top(index))];
    current = placeInOrder(requests, order);
    if (current.elements < best.elements) best = current;
  }
  return best;
}

function liveSet(requests: readonly Request[]): number {
  const changes = new Map<number, number>();
  const change = (step: number, by: number): void => void changes.set(step, (changes.get(step) ?? 0) + by);
  for (const { elements, from, to } of requests) {
    change(from, elements);
    change(to + 1, -elements);
  }
  let live = 0;
  let largest = 0;
  for (const step of [...changes.keys()].sort((a, b) => a - b)) {
    live += changes.get(step) ?? 0;
    largest = Math.max(largest, live);
  }
  return largest;
}

/** Orders in which to place, best guesses first; ties keep the order of the requests, so that plans are reproducible. */
function* orders(requests: readonly Request[]): Generator<readonly number[]> {
  const indices = requests.map((_, index) => index);
  const sortBy = (key: (request: Request) => number): number[] =>
    [...indices].sort((a, b) => keyOf(key, b) - keyOf(key, a) || a - b);
  const keyOf = (key: (request: Request) => number, index: number): number => {
    const request = requests[index];
    return request === undefined ? 0 : key(request);
  };
  yield sortBy(({ elements }) => elements);
  yield sortBy(({ elements, from, to }) => elements * (to - from + 1));
  yield sortBy(({ from, to }) => to - from);
  yield indices;
  yield sortBy(({ from }) => from);
  yield byPressure(requests, indices);
}

/** The buffers of the step with the most live elements first, then those of the next step, and so on (by breadth). */
function byPressure(requests: readonly Request[], indices: readonly number[]): number[] {
  const pressure = new Map<number, number>();
  for (const { elements, from, to } of requests) {
    for (let step = from; step <= to; step += 1) pressure.set(step, (pressure.get(step) ?? 0) + elements);
  }
  const peakOf = indices.map((index) => {
    const request = requests[index];
    let peak = 0;
    if (request)
      for (let step = request.from; step <= request.to; step += 1)
        peak = Math.max(peak, pressure.get(step) ?? 0);
    return peak;
  });
  return [...indices].sort(
    (a, b) =>
      (peakOf[b] ?? 0) - (peakOf[a] ?? 0) ||
      (requests[b]?.elements ?? 0) - (requests[a]?.elements ?? 0) ||
      a - b,
  );
}

function placeInOrder(requests: readonly Request[], order: readonly number[]): Plan {
  const offsets = new Array<number>(requests.length).fill(0);
  /** By step, the placed buffers that are needed at it, and those that are first needed at it. */
  const needed = new Map<number, Placed[]>();
  const first = new Map<number, Placed[]>();
  let elements = 0;
  for (const index of order) {
    const request = requests[index];
    if (request === undefined) continue;
    const neighbours = [...(needed.get(request.from) ?? [])];
    for (let step = request.from + 1; step <= request.to; step += 1) {
      for (const placed of first.get(step) ?? []) neighbours.push(placed);
    }
    const placed = { offset: lowestGap(neighbours, request.elements), size: request.elements };
    offsets[index] = placed.offset;
    elements = Math.max(elements, placed.offset + placed.size);
    append(first, request.from, placed);
    for (let step = request.from; step <= request.to; step += 1) append(needed, step, placed);
  }
  return { order, offsets, elements };
}

function append(lists: Map<number, Placed[]>, step: number, placed: Placed): void {
  const list = lists.get(step);
  if (list) list.push(placed);
  else lists.set(step, [placed]);
}

/** The lowest offset at which `size` elements touch none of `taken`. */
function lowestGap(taken: readonly Placed[], size: number): number {
  let offset = 0;
  for (const placed of [...taken].sort((a, b) => a.offset - b.offset)) {
    if (placed.offset - offset >= size) break;
    offset = Math.max(offset, placed.offset + placed.size);
  }
  return offset;
}
