import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { getBuiltinModule } from "node:process";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { afterEach, expect, it, vi } from "vitest";
import { emitGraph, float32, importText, weightFile } from "../../support/compile.js";
import { temporaryFolder } from "../../support/folder.js";
import { feedsOf } from "../../support/networks.js";
import { lenet5 } from "../../support/test-network.js";
import { loadThreads, sameBits } from "../../support/threads.js";

const folder = temporaryFolder();
const graph = lenet5();
const feeds = feedsOf(graph, 1);
const weights = weightFile(feeds.weights);
const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
const text = await emitGraph(graph, 1);
const module = await importText(text);
const expected = module.loadSync(weights, { threads: 1 }).runSync(inputs).logits ?? new Float32Array();

function logitsAgree(network: {
  runSync(given: typeof inputs): Readonly<Record<string, Float32Array>>;
}): boolean {
  return sameBits(network.runSync(inputs).logits ?? new Float32Array(), expected);
}

/** Has models start their workers by another class. */
function useWorkers(Other: typeof Worker): void {
  vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) =>
    name === "node:worker_threads" ? { Worker: Other } : getBuiltinModule(name),
  );
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("a destroyed network does not run, and says so", async () => {
  const network = await loadThreads(module, weights, 2);
  network.destroy();
  network.destroy();
  expect(() => network.runSync(inputs)).toThrow("the network is destroyed");
  await expect(network.run(inputs)).rejects.toThrow("the network is destroyed");
});

it("threads end with their network, also where its weights do not fit", async () => {
  const running = new Set<Worker>();
  let started = 0;
  class Counted extends Worker {
    constructor(code: string, options: WorkerOptions) {
      super(code, options);
      running.add(this);
      started += 1;
      this.on("exit", () => running.delete(this));
    }
  }
  useWorkers(Counted);
  for (let cycle = 0; cycle < 6; cycle += 1) {
    const network = await module.load(weights, { threads: 3 });
    expect(logitsAgree(network)).toBe(true);
    network.destroy();
  }
  await expect(module.load(weightFile(new Map()), { threads: 3 })).rejects.toThrow("do not fit");
  expect(() => module.loadSync(weightFile(new Map()), { threads: 3 })).toThrow("do not fit");
  expect(started).toBe(16);
  await vi.waitFor(() => {
    expect(running.size).toBe(0);
  }, 10_000);
});

it("no thread is waited for", () => {
  const network = module.loadSync(weights, { threads: 4 });
  expect(logitsAgree(network)).toBe(true);
  network.destroy();
});

it("there is one thread where memory cannot be shared", () => {
  const started = vi.fn();
  useWorkers(started as unknown as typeof Worker);
  vi.stubGlobal("SharedArrayBuffer", undefined);
  expect(logitsAgree(module.loadSync(weights, { threads: 2 }))).toBe(true);
  vi.unstubAllGlobals();
  vi.stubGlobal("crossOriginIsolated", false);
  expect(logitsAgree(module.loadSync(weights, { threads: 2 }))).toBe(true);
  expect(started).not.toHaveBeenCalled();
});

it("there is one thread where workers are refused, or fail", async () => {
  const refused = vi.fn(function refuse() {
    throw new Error("refused");
  });
  useWorkers(refused as unknown as typeof Worker);
  expect(logitsAgree(module.loadSync(weights, { threads: 2 }))).toBe(true);
  expect(refused).toHaveBeenCalled();
  let failed = false;
  useWorkers(
    class extends Worker {
      constructor(_: string, options: WorkerOptions) {
        super("throw new Error('worn out')", options);
        this.on("error", () => (failed = true));
      }
    },
  );
  const network = module.loadSync(weights, { threads: 2 });
  await vi.waitFor(() => {
    expect(failed).toBe(true);
  }, 10_000);
  expect(logitsAgree(network)).toBe(true);
});

it.each([0, -1, 1.5, NaN])("%j threads are refused", (threads) => {
  expect(() => module.loadSync(weights, { threads })).toThrow("threads must be a whole number from 1 on");
});

it("a process that has used a model ends without closing it", () => {
  writeFileSync(join(folder, "model.mjs"), text);
  writeFileSync(join(folder, "weights.safetensors"), weights);
  writeFileSync(
    join(folder, "main.mjs"),
    `import { readFileSync } from "node:fs";
     import { setTimeout } from "node:timers/promises";
     import { load } from "./model.mjs";
     const network = await load(readFileSync(new URL("weights.safetensors", import.meta.url)), { threads: 3 });
     const input = { image: new Float32Array(1024) };
     network.runSync(input);
     await setTimeout(200);
     console.log(network.runSync(input).logits.length);`,
  );
  const output = execFileSync(process.execPath, [join(folder, "main.mjs")], { timeout: 30_000 });
  expect(output.toString()).toBe("10\n");
});
