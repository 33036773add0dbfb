import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { compileInMemory } from "../../src/api/compile.js";
import { checkNetwork } from "../../src/api/network.js";
import { median } from "../../src/api/profile/measure.js";
import { host } from "../../src/node/host.js";
import { temporaryFolder } from "../support/folder.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = temporaryFolder();

/**
 * Counts bytes over 2,000 calls, five times; the young generation is so large that nothing is collected meanwhile. What
 * comes by chance (the sweeper's thread frees buffers late, the engine optimises code) shows in few of the five, what
 * calls do in each.
 */
const program = `
import { readFileSync } from "node:fs";
import { loadSync } from "./lenet5.mjs";
const network = loadSync(readFileSync(process.argv[2]));
const inputs = { image: new Float32Array(2 * 784).fill(0.5) };
const outputs = { logits: new Float32Array(2 * 10) };
const calls = (count) => {
  for (let i = 0; i < count; i += 1) network.runSync(inputs, outputs);
};
const grown = { buffers: [], heap: [] };
calls(300);
for (let time = 0; time < 5; time += 1) {
  gc();
  const before = process.memoryUsage();
  calls(2000);
  const { arrayBuffers } = process.memoryUsage();
  gc();
  const { heapUsed } = process.memoryUsage();
  grown.buffers.push(arrayBuffers - before.arrayBuffers);
  grown.heap.push(heapUsed - before.heapUsed);
}
console.log(JSON.stringify(grown));
`;

it("calls with given outputs allocate no buffer, and leave nothing behind", async () => {
  const { value } = checkNetwork(host, { entry: join(root, "models/lenet5.cnn") });
  if (value === undefined) throw new Error("models/lenet5.cnn has errors");
  writeFileSync(join(folder, "lenet5.mjs"), await compileInMemory(host, value, {}));
  writeFileSync(join(folder, "program.mjs"), program);
  const flags = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=256"];
  const weights = join(root, "examples/digits/lenet5.safetensors");
  const text = execFileSync(process.execPath, [...flags, join(folder, "program.mjs"), weights], {
    encoding: "utf8",
  });
  const grown = JSON.parse(text) as { readonly buffers: readonly number[]; readonly heap: readonly number[] };
  // A buffer a call, however small, would show thousands of times; so would an object that is kept.
  expect(median(grown.buffers)).toBe(0);
  expect(median(grown.heap)).toBeLessThan(20_000);
});
