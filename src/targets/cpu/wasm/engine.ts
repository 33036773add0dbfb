/** What is used of WebAssembly here, whose types come with those of a browser only. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
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

/** Starts a module of `moduleText` as the only thread, in a memory of at least so many bytes. */
export async function startModule(
  code: Uint8Array,
  bytes: number,
  room: { readonly shared: number; readonly scratch: number },
): Promise<Started> {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  const pages = Math.ceil(bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { shared, scratch } = room;
  const { instance } = await WebAssembly.instantiate(code, {
    env: { memory, shared, scratch, thread: 0, sleeps: 0 },
  });
  return { memory: new Float32Array(memory.buffer), exports: instance.exports };
}
