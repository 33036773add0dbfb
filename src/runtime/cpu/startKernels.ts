import type { LoadOptions } from "../shared/loadWeights.js";
import type { KernelCode } from "./kernelCode.js";
import { revectorize } from "./revectorize.js";
import type { KernelCall, ThreadTask } from "./threads.js";
import { maySleep, startThreads, threadsFor } from "./threads.js";

/** What kernels are started with, whose types not every project has. */
interface WebAssemblyApi {
  readonly Memory: new (limits: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => WasmMemory;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  instantiate(module: object, imports: object): Promise<WasmInstance>;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WasmInstance {
  readonly exports: object;
}

/** Kernels, the memory in which they work, and the threads that run them. */
export interface Instance<Kernels> {
  /** Those of the calling thread, which works alone outside `run`. */
  readonly kernels: Kernels;
  readonly memory: Float32Array;
  /** Computes a batch, on all threads that have started. */
  readonly run: () => void;
  /** Ends all threads but the calling one; there is no run after it. */
  readonly close: () => void;
}

/** How kernels lie in memory, and what they are worth. */
export interface KernelLayout {
  /** Bytes of memory before what threads share while they work, and before what each has for itself. */
  readonly shared: number;
  readonly scratch: number;
  /** Bytes that each thread has for itself. */
  readonly own: number;
  /** Where the code holds 1 for memory of one thread, or 3 for memory of several. */
  readonly sharing: number;
  /** As many threads as are worth while. */
  readonly threads: number;
  /** Whether the code has instructions of relaxed SIMD. */
  readonly relaxed?: boolean;
}

const noKernels =
  "the kernels do not start here: they need WebAssembly with SIMD; `cnnc compile --portable` makes some that do not";
const noRelaxed =
  "the kernels do not start here: they need WebAssembly with relaxed SIMD, which Node has from version 22 on; `cnnc compile` without `--relaxed-simd` makes some that do not";

/** The error where they do not. */
export function unstarted({ relaxed }: KernelLayout, cause: unknown): Error {
  return new Error(relaxed ? noRelaxed : noKernels, { cause });
}

export function webAssembly(): WebAssemblyApi {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly?: WebAssemblyApi;
  };
  if (WebAssembly === undefined) throw new Error(noKernels);
  return WebAssembly;
}

/** What is there before there are kernels. */
export interface KernelStart {
  /** Where the code has to say that threads share its memory. */
  readonly sharing: number | undefined;
  readonly memory: WasmMemory;
  /** What each thread imports. */
  readonly imports: readonly { readonly env: ThreadTask["env"] }[];
}

/** Makes the memory of kernels. */
export function beginKernels(
  { isFixed }: KernelCode,
  layout: KernelLayout,
  { threads, revectorize: isAsked }: LoadOptions = {},
): KernelStart {
  const wide = Number(isAsked === true && revectorize());
  const allowed = threadsFor(layout.threads, threads);
  const count = isFixed ? 1 : allowed;
  const sharing = count > 1 ? layout.sharing : undefined;
  const memory = allocate(layout, count);
  const sleeps = count > 1 && maySleep(memory.buffer);
  const imports = Array.from({ length: count }, (_, thread) => ({
    env: {
      memory,
      shared: layout.shared,
      scratch: layout.scratch + thread * layout.own,
      thread,
      sleeps: Number(thread > 0 || sleeps),
      wide,
    },
  }));
  return { sharing, memory, imports };
}

/** Kernels that have started, and the threads that help them. */
export function joinKernels<Kernels extends object>(
  { imports, memory: { buffer } }: KernelStart,
  module: object,
  kernels: Kernels,
  forward: (kernels: Kernels) => void,
): Instance<Kernels> {
  const memory = new Float32Array(buffer);
  if (imports.length === 1) {
    const run = (): void => {
      forward(kernels);
    };
    return { kernels, memory, run, close: () => undefined };
  }
  const calls = recordCalls(kernels, forward);
  const tasks = imports.slice(1).map(({ env }) => ({ module, env, calls }));
  const threads = startThreads(buffer, tasks);
  const run = (): void => {
    threads.begin();
    forward(kernels);
  };
  return { kernels, memory, run, close: threads.close };
}

/** The calls of a run, which are the same in each. */
function recordCalls<Kernels extends object>(
  kernels: Kernels,
  forward: (kernels: Kernels) => void,
): readonly KernelCall[] {
  const calls: KernelCall[] = [];
  const record =
    (name: string) =>
    (...places: number[]) => {
      calls.push([name, ...places]);
    };
  const recorders = Object.keys(kernels).map((name) => [name, record(name)]);
  forward(Object.fromEntries(recorders) as Kernels);
  return calls;
}

const pageBytes = 65_536;

function allocate({ scratch, own }: KernelLayout, threads: number): WasmMemory {
  const { Memory } = webAssembly();
  // A vector behind the last element may be read.
  const pages = Math.ceil((scratch + threads * own + 16) / pageBytes);
  try {
    return new Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  } catch (cause) {
    const size = Math.ceil(pages / 16);
    throw new Error(`there is no memory of ${size} MiB to be had`, { cause });
  }
}
