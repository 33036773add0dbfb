import { nodeModule } from "./nodeModule.js";

/**
 * Lets V8 pair the vectors of kernels that are compiled from now on, in all
 * threads, and tells whether it does: V8 is Node's, from version 24 on.
 */
export function revectorize(): boolean {
  const node = nodeModule("node:process") as
    { readonly versions: { readonly node: string } } | undefined;
  if (Number.parseInt(node?.versions.node ?? "0") < 24) return false;
  const v8 = nodeModule("node:v8") as {
    setFlagsFromString(flag: string): void;
  };
  v8.setFlagsFromString("--experimental-wasm-revectorize");
  return true;
}
