import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createCpuNetwork } from "../../../src/runtime/cpu/cpuNetwork.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const port = (name: string, at: number) => ({ name, at, elements: 4, whole: false });

/** A network that doubles numbers, and the memory that it holds in all three ways. */
function doubling(onClose: () => void) {
  const memory = new Float32Array(8);
  const forward = (): void => {
    for (let i = 0; i < 4; i += 1) memory[4 + i] = 2 * (memory[i] ?? 0);
  };
  const close = (): void => {
    memory.fill(0);
    onClose();
  };
  const layout = { batch: 1, inputs: [port("x", 0)], outputs: [port("y", 4)] };
  const network = createCpuNetwork<{ readonly x: Float32Array }, { readonly y: Float32Array }>(
    layout,
    memory,
    forward,
    close,
  );
  return { network, memory: new WeakRef(memory) };
}

it("is closed once, and lets go of its memory while it is still reachable", async () => {
  let closed = 0;
  const { network, memory } = doubling(() => (closed += 1));
  expect(network.runSync({ x: Float32Array.of(1, 2, 3, 4) }).y).toEqual(Float32Array.of(2, 4, 6, 8));
  network.destroy();
  network.destroy();
  expect(closed).toBe(1);
  const isHeld = (): boolean => {
    collect();
    return memory.deref() !== undefined;
  };
  await expect.poll(isHeld).toBe(false);
  expect(() => network.runSync({ x: new Float32Array(4) })).toThrow("the network is destroyed");
});
