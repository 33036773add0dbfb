import type { KernelCode } from "./kernelCode.js";
import { bytesCode } from "./kernelBytes.js";

/** What is used of `URL` and `fetch`, whose types not every project has. */
interface FileAddress {
  readonly href: string;
  readonly protocol: string;
}

interface FileResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface FileReader {
  readFile(address: FileAddress): Promise<Uint8Array>;
}

interface Platform {
  readonly fetch: (address: string) => Promise<FileResponse>;
  readonly WebAssembly: {
    compileStreaming?(response: FileResponse): Promise<object>;
  };
}

/** A module of kernels in a file, or the bytes of that file where they are given. */
export async function fileCode(
  address: FileAddress,
  given?: Uint8Array | ArrayBuffer,
): Promise<KernelCode> {
  if (given !== undefined) return bytesCode(given);
  if (address.protocol === "file:") return bytesCode(await readFile(address));
  const { fetch, WebAssembly } = globalThis as unknown as Platform;
  const response = await fetch(address.href);
  if (!response.ok) {
    throw new Error(
      `the kernels cannot be fetched: status ${response.status} of ${address.href}`,
    );
  }
  const type = response.headers.get("Content-Type") ?? "";
  const mayStream = /^application\/wasm\b/i.test(type);
  return {
    compile: async (sharing) =>
      mayStream && sharing === undefined && WebAssembly.compileStreaming
        ? WebAssembly.compileStreaming(response)
        : bytesCode(await response.arrayBuffer()).compile(sharing),
  };
}

/** Reads a file of this machine, which `fetch` does not do everywhere. */
async function readFile(address: FileAddress): Promise<Uint8Array> {
  // Not a literal, which bundlers for browsers would look for.
  const name = "node:fs/promises";
  const files = (await import(
    /* webpackIgnore: true */ /* @vite-ignore */ name
  )) as FileReader;
  return files.readFile(address);
}
