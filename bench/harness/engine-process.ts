import { readFileSync } from "node:fs";
import { channelsLast } from "./channels-last.js";
import type { Engine, EngineOptions, ModelFiles } from "./engine.js";

// One engine with one network in a process of its own, so that none sees another's threads, heap or flags. The parent
// asks, one process at a time.

/** What a process is told when it starts. */
export interface Assignment {
  /** URL of the engine's file. */
  readonly engine: string;
  readonly model: ModelFiles;
  readonly options: EngineOptions;
}

export type Request =
  | { readonly kind: "measure"; readonly milliseconds: number }
  | { readonly kind: "peak memory" }
  | { readonly kind: "close" };

export type Reply =
  /** `milliseconds` from the import of the engine to its first logits. */
  | { readonly kind: "ready"; readonly logits: Float32Array; readonly milliseconds: number }
  | { readonly kind: "failed"; readonly reason: string }
  /** Milliseconds of each run. */
  | { readonly kind: "measured"; readonly times: Float64Array }
  | { readonly kind: "peak memory"; readonly bytes: number };

const { engine: file, model, options } = JSON.parse(process.argv[2] ?? "") as Assignment;
const reply = (message: Reply): void => void process.send?.(message);

try {
  const input = floatsOf(model.input.file);
  const start = performance.now();
  const { engine } = (await import(file)) as { readonly engine: Engine };
  const network = await engine.load(model, options);
  const given = network.layout === "channels last" ? channelsLast(input, model.input.shape) : input;
  const logits = await network.run(given);
  reply({ kind: "ready", logits: logits.slice(), milliseconds: performance.now() - start });

  const answer = async (request: Request): Promise<void> => {
    switch (request.kind) {
      case "measure":
        reply({ kind: "measured", times: await timesOf(() => network.run(given), request.milliseconds) });
        break;
      case "peak memory":
        reply({ kind: "peak memory", bytes: peakMemory() });
        break;
      case "close":
        await network.close();
        process.disconnect();
    }
  };
  process.on("message", (request: Request) => {
    answer(request).catch(fail);
  });
} catch (failure) {
  fail(failure);
}

function fail(failure: unknown): void {
  const reason = failure instanceof Error ? failure.message : String(failure);
  reply({ kind: "failed", reason: reason.split("\n")[0] ?? "" });
  process.disconnect();
}

function floatsOf(path: string): Float32Array {
  const { buffer, byteOffset, length } = readFileSync(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + length));
}

/**
 * Times of runs, as many as fit and at least one. What another process has displaced from the caches is fetched again by
 * a run before them.
 */
async function timesOf(run: () => unknown, milliseconds: number): Promise<Float64Array> {
  const times: number[] = [];
  await run();
  const end = performance.now() + milliseconds;
  for (let from = performance.now(); times.length === 0 || from < end;) {
    const result = run();
    if (result instanceof Promise) await result;
    const to = performance.now();
    times.push(to - from);
    from = to;
  }
  return Float64Array.from(times);
}

/** The largest resident set since the program started. `getrusage` would count what the parent held when it forked. */
function peakMemory(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  if (kibibytes === undefined) throw new Error("this system does not tell the peak memory of a process");
  return 1024 * Number(kibibytes);
}
