import { expect, test } from "vitest";
import { checkNetwork } from "../../../src/api/network.js";
import { weightFindings } from "../../../src/api/weights/fit.js";
import { safetensorsHeader } from "../../../src/formats/safetensors.js";
import { loadWeights } from "../../../src/runtime/shared/loadWeights.js";
import { loadWeightsSync } from "../../../src/runtime/shared/loadWeightsSync.js";
import { WeightError } from "../../../src/runtime/shared/weightError.js";
import { bytesSource } from "../../../src/runtime/shared/weightSource.js";
import { integers } from "../../ops/random.js";
import { mutated } from "../../support/mutated-bytes.js";

const count = Number(process.env.MUTATIONS ?? 2000);
const seed = 8;

/** Paths and shapes of what the network has, in types that are read as float32. */
const tensors = [
  { name: "conv1.weight", dtype: "F32", shape: [2, 1, 2, 2] },
  { name: "conv1.bias", dtype: "F16", shape: [2] },
  { name: "dense1.weight", dtype: "BF16", shape: [3, 8] },
  { name: "dense1.bias", dtype: "F64", shape: [3] },
].map((tensor) => {
  const width = { F32: 4, F16: 2, BF16: 2, F64: 8 }[tensor.dtype] ?? 0;
  return { ...tensor, bytes: width * tensor.shape.reduce((a, b) => a * b, 1) };
});
const elements = 8 + 2 + 24 + 3;
const layout = { expected: tensors.map(({ name, shape }) => ({ path: name, shape })) };

/** Asks for every tensor, one after another. */
function* prepare(): Generator<readonly [path: string, at: number, elements: number]> {
  let at = 0;
  for (const { name, shape } of tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    yield [name, at, size];
    at += size;
  }
}

function whole(): Uint8Array {
  const header = safetensorsHeader(tensors, { note: "a file" });
  const data = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  return Buffer.concat([header, Uint8Array.from({ length: data }, (_, index) => index % 63)]);
}

/** What a file says for itself: its numbers, or why they cannot be had. */
async function outcome(load: (memory: Float32Array) => void | Promise<void>): Promise<string> {
  try {
    const memory = new Float32Array(elements);
    await load(memory);
    return Buffer.from(memory.buffer).toString("hex");
  } catch (failure) {
    if (!(failure instanceof WeightError)) throw failure;
    expect(failure.message).not.toBe("");
    return failure.message;
  }
}

test(`${count} safetensors files that are not what they were give numbers or a WeightError (seed ${seed})`, async () => {
  const text = "model m {\n  input x: [1, 3, 3]\n  conv(2, 2x2)\n  flatten\n  output y = dense(3)\n}\n";
  const { value } = checkNetwork({ readSource: () => text, readRuntime: () => "" }, { entry: "m.cnn" });
  if (value === undefined) throw new Error("the network is sound");
  const { graph } = value.network;
  const findings = async (bytes: Uint8Array) =>
    (await weightFindings(graph, { source: bytesSource(bytes), name: "w.safetensors" }, "m.cnn")).map(
      ({ code }) => code,
    );
  const bytes = whole();
  expect(await findings(bytes)).toEqual([]);
  const random = integers(seed);
  let refused = 0;
  for (let index = 0; index < count; index += 1) {
    // Mostly in the header, which is the larger part.
    const file = mutated(bytes, random);
    try {
      const sync = await outcome((memory) => {
        loadWeightsSync(layout, file, memory, prepare());
      });
      expect(await outcome((memory) => loadWeights(layout, file, memory, prepare()))).toBe(sync);
      const codes = await findings(file);
      for (const code of codes) expect(code).toMatch(/^CNN050[126]$/);
      refused += Math.min(codes.length, 1);
    } catch (failure) {
      throw new Error(`mutation ${index} of seed ${seed}`, { cause: failure });
    }
  }
  expect(refused).toBeGreaterThan(count / 4);
  expect(refused).toBeLessThan(count);
}, 600_000);
