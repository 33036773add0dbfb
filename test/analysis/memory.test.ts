import { describe, expect, it } from "vitest";
import { memoryUse } from "../../src/analysis/memory.js";
import { operators } from "../../src/ops/index.js";
import { schedule } from "../../src/targets/cpu/plan.js";
import { lenet5, residual } from "../support/test-network.js";

describe("memoryUse", () => {
  it("follows the buffers of LeNet-5", () => {
    const { batch, arenaBytes, calls, buffers } = memoryUse(schedule(lenet5(), operators, { batch: 2 }));
    expect(batch).toBe(2);
    expect(calls.map(({ path }) => path).slice(0, 3)).toEqual(["conv1", "tanh1", "avgpool1"]);
    // Input and result of the first convolution; the first tanh works in place.
    expect(calls[0]?.liveBytes).toBe(4 * 2 * (1024 + 4704));
    expect(calls[1]?.liveBytes).toBe(4 * 2 * 4704);
    expect(buffers[0]).toEqual({
      path: "image",
      offsetBytes: expect.any(Number) as number,
      bytes: 8192,
      from: -1,
      to: 0,
    });
    expect(buffers.at(-1)).toMatchObject({ path: "head", from: calls.length - 1, to: calls.length });
    expect(arenaBytes).toBeGreaterThanOrEqual(Math.max(...calls.map(({ liveBytes }) => liveBytes)));
  });

  it("has buffers that are needed together beside each other, inside the arena", () => {
    const { arenaBytes, buffers } = memoryUse(schedule(residual(), operators, { batch: 1 }));
    expect(buffers.length).toBeGreaterThan(5);
    for (const one of buffers) {
      expect(one.offsetBytes + one.bytes).toBeLessThanOrEqual(arenaBytes);
      for (const other of buffers) {
        const apart = one.to < other.from || other.to < one.from;
        const beside =
          one.offsetBytes + one.bytes <= other.offsetBytes ||
          other.offsetBytes + other.bytes <= one.offsetBytes;
        expect(one === other || apart || beside).toBe(true);
      }
    }
  });
});
