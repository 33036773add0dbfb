import { InputError } from "../shared/ports.js";
import type { ReadyCode } from "./kernelCode.js";

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
