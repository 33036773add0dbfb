import { InputError } from "../shared/ports.js";

/** A module of kernels before it is started. */
export interface KernelCode {
  /** Whether it is compiled already, for memory of one thread. */
  readonly isFixed?: boolean;
  /** Compiles it; for memory that threads share where it is said at which byte. */
  readonly compile: (sharing: number | undefined) => Promise<object>;
}

/** One that is here. */
export interface ReadyCode extends KernelCode {
  readonly compileSync: (sharing: number | undefined) => object;
}

/** What compiles, whose types not every project has. */
interface WebAssemblyCompiler {
  readonly Module: new (code: Uint8Array) => object;
  compile(code: Uint8Array): Promise<object>;
}

/** The bytes of a module; a caller without types may have left them out. */
export function bytesCode(
  given: Uint8Array | ArrayBuffer | undefined,
): ReadyCode {
  if (given === undefined)
    throw new InputError("options.kernels must hold the kernels' bytes");
  const bytes = given instanceof Uint8Array ? given : new Uint8Array(given);
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: WebAssemblyCompiler;
  };
  return {
    compile: (sharing) => WebAssembly.compile(withSharing(bytes, sharing)),
    compileSync: (sharing) =>
      new WebAssembly.Module(withSharing(bytes, sharing)),
  };
}

function withSharing(
  bytes: Uint8Array,
  sharing: number | undefined,
): Uint8Array {
  if (sharing === undefined) return bytes;
  // Not `slice`, which on a Buffer of Node is a view.
  const shared = new Uint8Array(bytes);
  shared[sharing] = 3;
  return shared;
}
