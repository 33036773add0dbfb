import { expect } from "vitest";
import { kernelRuns } from "../wasm.js";
import { chromiumTests } from "./tests.js";

/** Repeats the runs of `/runs.json` in one memory, and gives the places of those whose operands end otherwise. */
const repeat = `
const [runs, data] = await Promise.all([
  fetch("/runs.json").then((response) => response.json()),
  fetch("/runs.bin").then((response) => response.arrayBuffer()),
]);
let taken = 0;
const take = (length) => data.slice(taken, (taken += length));
const size = Math.max(...runs.map(({ end, scratch }) => end + scratch));
const pages = Math.ceil(size / 65536);
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
const wrong = [];
for (const [index, { length, addresses, end, scratch, calls }] of runs.entries()) {
  const [code, before, after] = [length, end, end].map(take);
  new Uint8Array(memory.buffer).set(new Uint8Array(before));
  const env = { memory, shared: end, scratch: end, thread: 0, sleeps: 0, wide: 0 };
  const { instance } = await WebAssembly.instantiate(code, { env });
  for (const [phase, first, last] of calls) {
    new Float32Array(memory.buffer, end, scratch / 4).fill(NaN);
    instance.exports[phase](first, last, ...addresses);
  }
  const found = new Float32Array(memory.buffer, 0, end / 4);
  if (!new Float32Array(after).every((value, at) => Object.is(value, found[at]))) wrong.push(index);
}
export default { ran: runs.length, wrong };
`;

/** The last test of a file: all that its kernels computed has the same bits in Chromium. */
export function replayInChromium(): void {
  const testInChromium = chromiumTests();
  testInChromium(
    "Chromium computes the same bits",
    async (browser) => {
      const runs = kernelRuns.splice(0);
      const page = await browser.open(false);
      const described = runs.map(({ code, addresses, end, scratch, calls }) => {
        return { length: code.length, addresses, end, scratch, calls };
      });
      page.put("/runs.json", JSON.stringify(described));
      page.put("/runs.bin", Buffer.concat(runs.flatMap(({ code, before, after }) => [code, before, after])));
      const found = await page.run(repeat);
      expect(found).toEqual({ ran: runs.length, wrong: [] });
      expect(page.errors).toEqual([]);
    },
    60_000,
  );
}
