import type { LoadOptions } from "../shared/loadWeights.js";
import type { ReadyCode } from "./kernelCode.js";
import {
  beginKernels,
  joinKernels,
  unstarted,
  webAssembly,
} from "./startKernels.js";
import type { Instance, KernelLayout } from "./startKernels.js";

/** `instantiate` without a promise; browsers refuse it for large modules outside workers. */
export function instantiateSync<Kernels extends object>(
  code: ReadyCode,
  layout: KernelLayout,
  forward: (kernels: Kernels) => void,
  options?: LoadOptions,
): Instance<Kernels> {
  const start = beginKernels(code, layout, options);
  const { Instance } = webAssembly();
  try {
    const module = code.compileSync(start.sharing);
    const { exports } = new Instance(module, start.imports[0] ?? {});
    return joinKernels(start, module, exports as Kernels, forward);
  } catch (cause) {
    throw unstarted(layout, cause);
  }
}
