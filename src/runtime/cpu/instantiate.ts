/** What a compiled model uses of WebAssembly, whose types not every project has. */
interface WebAssemblyApi {
  readonly Memory: new (limits: {
    initial: number;
    maximum: number;
  }) => WasmMemory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  compile(code: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<WasmInstance>;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WasmInstance {
  readonly exports: object;
}

/** Kernels, and the memory in which they work. */
export interface Instance<Kernels> {
  readonly kernels: Kernels;
  readonly memory: Float32Array;
}

/** Pages of memory that the kernels need, and where they have room to work, in bytes. */
export interface MemoryLayout {
  readonly pages: number;
  readonly shared: number;
  readonly scratch: number;
}

/** Starts a module of kernels, given as base64. */
export async function instantiate<Kernels>(
  code: string,
  layout: MemoryLayout,
): Promise<Instance<Kernels>> {
  const { imports, memory } = surroundings(layout);
  try {
    const module = await webAssembly().compile(decodeBase64(code));
    const instance = await webAssembly().instantiate(module, imports);
    return { kernels: instance.exports as Kernels, memory };
  } catch (cause) {
    throw new Error(noKernels, { cause });
  }
}

const noKernels =
  "the kernels do not start here: they need WebAssembly with SIMD; `cnnc compile --portable` makes some that do not";

/** {@link instantiate} without a promise; browsers refuse it for large modules outside workers. */
export function instantiateSync<Kernels>(
  code: string,
  layout: MemoryLayout,
): Instance<Kernels> {
  const { imports, memory } = surroundings(layout);
  const { Module, Instance } = webAssembly();
  try {
    const instance = new Instance(new Module(decodeBase64(code)), imports);
    return { kernels: instance.exports as Kernels, memory };
  } catch (cause) {
    throw new Error(noKernels, { cause });
  }
}

function webAssembly(): WebAssemblyApi {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly?: WebAssemblyApi;
  };
  if (WebAssembly === undefined) throw new Error(noKernels);
  return WebAssembly;
}

function surroundings({ pages, shared, scratch }: MemoryLayout): {
  imports: object;
  memory: Float32Array;
} {
  const { Memory } = webAssembly();
  try {
    const memory = new Memory({ initial: pages, maximum: pages });
    return {
      imports: { env: { memory, shared, scratch } },
      memory: new Float32Array(memory.buffer),
    };
  } catch (cause) {
    const size = Math.ceil(pages / 16);
    throw new Error(`there is no memory of ${size} MiB to be had`, { cause });
  }
}

const base64Digits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decodeBase64(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i += 1) values[base64Digits.charCodeAt(i)] = i;
  const bytes = new Uint8Array(
    Math.floor((text.replace(/=+$/, "").length * 3) / 4),
  );
  let bits = 0;
  for (let i = 0, to = 0; to < bytes.length; i += 1) {
    bits = (bits << 6) | (values[text.charCodeAt(i)] ?? 0);
    if (i % 4 === 0) continue;
    bytes[to] = bits >> (6 - 2 * (i % 4));
    to += 1;
  }
  return bytes;
}
