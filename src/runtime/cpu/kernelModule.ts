import type { ReadyCode } from "./kernelCode.js";

/** A module of kernels that is imported: the platform has compiled it. */
export function importedCode(module: object): ReadyCode {
  return {
    isFixed: true,
    compile: () => Promise.resolve(module),
    compileSync: () => module,
  };
}
