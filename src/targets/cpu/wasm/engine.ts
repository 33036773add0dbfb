interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What is used of WebAssembly here, whose types come with those of a browser only. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => Memory;
  instantiate(
    code: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
}

const pageBytes = 65_536;

/** A module in a memory of its own. */
export interface Started {
  readonly memory: Float32Array;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Starts a module of `moduleText` as the only thread, in a memory of at least so many bytes, if that can be had. */
export async function startModule(
  code: Uint8Array,
  bytes: number,
  room: { readonly shared: number; readonly scratch: number },
): Promise<Started | undefined> {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  const pages = Math.ceil(bytes / pageBytes);
  let memory: Memory;
  try {
    memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    return undefined;
  }
  const { shared, scratch } = room;
  const { instance } = await WebAssembly.instantiate(code, {
    env: { memory, shared, scratch, thread: 0, sleeps: 0, wide: 0 },
  });
  return { memory: new Float32Array(memory.buffer), exports: instance.exports };
}
