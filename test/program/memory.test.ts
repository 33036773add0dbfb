import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planLasting, planMemory, type Request } from "../../src/program/memory.js";

function overlaps(requests: readonly Request[], offsets: readonly number[]): boolean {
  return requests.some((a, i) =>
    requests.some((b, j) => {
      const [x, y] = [offsets[i] ?? 0, offsets[j] ?? 0];
      return i < j && a.from <= b.to && b.from <= a.to && x < y + b.elements && y < x + a.elements;
    }),
  );
}

const request = fc
  .record({ elements: fc.integer({ min: 1, max: 1000 }), from: fc.nat(30), length: fc.nat(8) })
  .map(({ elements, from, length }) => ({ elements, from, to: from + length }));

describe("planMemory", () => {
  it("reuses a buffer whose time is over", () => {
    const chain = [0, 1, 2, 3].map((step) => ({ elements: 100, from: step, to: step + 1 }));
    const plan = planMemory(chain, { alignment: 16 });
    expect(plan).toEqual({ offsets: [0, 112, 0, 112], elements: 224, largestLiveSet: 224 });
  });

  it("plans nothing", () => {
    expect(planMemory([], { alignment: 16 })).toEqual({ offsets: [], elements: 0, largestLiveSet: 0 });
  });

  it("never lets two live buffers overlap, and aligns", () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        const plan = planMemory(requests, { alignment: 16 });
        expect(overlaps(requests, plan.offsets)).toBe(false);
        expect(plan.offsets.every((offset) => offset % 16 === 0)).toBe(true);
        expect(plan.elements).toBeGreaterThanOrEqual(plan.largestLiveSet);
        requests.forEach(({ elements }, i) => {
          expect((plan.offsets[i] ?? 0) + elements).toBeLessThanOrEqual(plan.elements);
        });
      }),
    );
  });

  it("stays near the lower bound for random lifetimes", () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 60 }), (requests) => {
        const plan = planMemory(requests, { alignment: 1 });
        expect(plan.elements).toBeLessThanOrEqual(1.25 * plan.largestLiveSet);
      }),
      { numRuns: 100 },
    );
  });
});

describe("planLasting", () => {
  it("keeps what passes above what lasts", () => {
    const requests = [
      { elements: 100, from: 0, to: 1 },
      { elements: 50, from: 1, to: 4 },
      { elements: 100, from: 2, to: 3 },
      { elements: 50, from: 3, to: 4 },
    ];
    const plan = planLasting(requests, { alignment: 1 });
    expect(plan).toEqual({ offsets: [100, 0, 100, 50], elements: 200, largestLiveSet: 200 });
  });

  it("never lets two live buffers overlap, and aligns", () => {
    const lasting = request.map((some) => ({ ...some, to: 40 }));
    fc.assert(
      fc.property(fc.array(fc.oneof(request, lasting), { maxLength: 40 }), (requests) => {
        const plan = planLasting(requests, { alignment: 16 });
        expect(overlaps(requests, plan.offsets)).toBe(false);
        expect(plan.offsets.every((offset) => offset % 16 === 0 && offset >= 0)).toBe(true);
        requests.forEach(({ elements }, i) => {
          expect((plan.offsets[i] ?? 0) + elements).toBeLessThanOrEqual(plan.elements);
        });
      }),
    );
  });
});
