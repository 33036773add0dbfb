import { nodeModule } from "./nodeModule.js";

/**
 * Lets V8 pair the vectors of kernels that are compiled from now on, in all
 * threads. Nothing happens where V8 is not Node's, from version 24 on.
 */
export function revectorize(): void {
  const node = nodeModule("node:process") as
    { readonly versions: { readonly node: string } } | undefined;
  if (Number.parseInt(node?.versions.node ?? "0") < 24) return;
  const v8 = nodeModule("node:v8") as {
    setFlagsFromString(flag: string): void;
  };
  v8.setFlagsFromString("--experimental-wasm-revectorize");
}
