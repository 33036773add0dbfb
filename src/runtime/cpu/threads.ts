import { InputError } from "../shared/ports.js";
import { nodeModule } from "./nodeModule.js";

/** A kernel by its name, and what it is given. */
export type KernelCall = readonly [name: string, ...places: number[]];

/** What a thread needs to do its part. */
export interface ThreadTask {
  readonly module: object;
  /** What the module imports; `thread` is the thread's number, from 1. */
  readonly env: { readonly memory: object; readonly thread: number };
  /** The calls of a run. */
  readonly calls: readonly KernelCall[];
}

/** Threads beside the calling one. */
export interface Threads {
  /** Begins a run of all threads that have started; the caller has to make the calls, too. */
  readonly begin: () => void;
  readonly close: () => void;
}

/** Bits of a run's number that count its threads beside the first. */
const threadMask = 31;
const mostThreads = threadMask + 1;

/** As many threads as were asked for, or are worth while on this machine; one where they cannot share memory. */
export function threadsFor(worthwhile: number, wanted?: number): number {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
    throw new InputError(
      `threads must be a whole number from 1 on, not ${wanted}`,
    );
  }
  const { crossOriginIsolated } = globalThis as {
    readonly crossOriginIsolated?: boolean;
  };
  const isAlone =
    typeof SharedArrayBuffer === "undefined" || crossOriginIsolated === false;
  if (isAlone) return 1;
  return Math.min(wanted ?? Math.min(worthwhile, processors()), mostThreads);
}

function processors(): number {
  const os = nodeModule("node:os") as
    { availableParallelism(): number } | undefined;
  if (os !== undefined) return os.availableParallelism();
  const { navigator } = globalThis as {
    readonly navigator?: { readonly hardwareConcurrency?: number };
  };
  return navigator?.hardwareConcurrency ?? 1;
}

/** Whether the calling thread may sleep: that of a page may not. */
export function maySleep(memory: ArrayBuffer): boolean {
  try {
    Atomics.wait(new Int32Array(memory), 0, -1);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts threads, each with its task. None is waited for: a run has those that
 * are there. Where workers are refused, there is none.
 */
export function startThreads(
  memory: ArrayBuffer,
  tasks: readonly ThreadTask[],
): Threads {
  const words = new Int32Array(memory, 0, 2);
  const workers: WorkerHandle[] = [];
  try {
    for (const task of tasks) workers.push(startWorker(task));
  } catch {
    // Refused by the page's policy, by Node's permissions, or for want of room.
  }
  const announce = (others: number): void => {
    const number = (Atomics.load(words, 0) | threadMask) + 1;
    Atomics.store(words, 0, number | others);
    Atomics.notify(words, 0);
  };
  return {
    begin: () => {
      const ready = Atomics.load(words, 1);
      let others = 0;
      while (others < workers.length && (ready >> (others + 1)) & 1)
        others += 1;
      announce(others);
    },
    close: () => {
      // One that sleeps would end late if it were not woken.
      Atomics.or(words, 1, 1);
      announce(0);
      for (const worker of workers) worker.terminate();
    },
  };
}

/**
 * The function that a worker calls with its task: waits for a run that has a
 * part for it, at first with open eyes, and computes the part. Words 0 and 1
 * of memory are the number of the run, and a bit for each thread that is ready;
 * that of the first one means that all is over.
 */
const worker = `({ module, env, calls }) => {
  const words = new Int32Array(env.memory.buffer, 0, 2);
  const { exports } = new WebAssembly.Instance(module, { env });
  const part = calls.map(([name, ...places]) => exports[name].bind(undefined, ...places));
  let run = Atomics.load(words, 0);
  Atomics.or(words, 1, 1 << env.thread);
  while (!(Atomics.load(words, 1) & 1)) {
    const tired = performance.now() + 0.1;
    while (Atomics.load(words, 0) === run && performance.now() < tired);
    Atomics.wait(words, 0, run);
    const next = Atomics.load(words, 0);
    if (next !== run && (next & ${threadMask}) >= env.thread) for (const call of part) call();
    run = next;
  }
}`;

interface WorkerHandle {
  terminate(): unknown;
}

/** What is used of the workers of Node and of browsers. */
interface NodeWorker extends WorkerHandle {
  on(event: "error", listener: () => void): void;
  unref(): void;
}

interface PageWorker extends WorkerHandle {
  onerror: (event: { preventDefault(): void }) => void;
  postMessage(message: unknown): void;
}

interface Page {
  readonly Blob: new (parts: readonly string[]) => object;
  readonly URL: {
    createObjectURL(blob: object): string;
    revokeObjectURL(url: string): void;
  };
  readonly Worker: new (url: string) => PageWorker;
}

function startWorker(task: ThreadTask): WorkerHandle {
  const node = nodeModule("node:worker_threads") as
    | { readonly Worker: new (text: string, options: object) => NodeWorker }
    | undefined;
  if (node === undefined) return startPageWorker(task);
  const text = `(${worker})(process.getBuiltinModule("node:worker_threads").workerData)`;
  const options = { eval: true, execArgv: [], env: {}, workerData: task };
  const started = new node.Worker(text, options);
  // One that ends was never ready; others do its part.
  started.on("error", () => undefined);
  started.unref();
  return started;
}

function startPageWorker(task: ThreadTask): WorkerHandle {
  const { Blob, URL, Worker } = globalThis as unknown as Page;
  const url = URL.createObjectURL(
    new Blob([`onmessage = ({ data }) => (${worker})(data);`]),
  );
  const started = new Worker(url);
  started.onerror = (event) => {
    event.preventDefault();
  };
  started.postMessage(task);
  return {
    terminate: () => {
      started.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
