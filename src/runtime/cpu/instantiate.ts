import type { LoadOptions } from "../shared/loadWeights.js";
import type { KernelCode } from "./kernelCode.js";
import {
  beginKernels,
  joinKernels,
  unstarted,
  webAssembly,
} from "./startKernels.js";
import type { Instance, KernelLayout } from "./startKernels.js";

/** Starts a module of kernels; `forward` is what a batch asks of them. */
export async function instantiate<Kernels extends object>(
  code: KernelCode,
  layout: KernelLayout,
  forward: (kernels: Kernels) => void,
  options?: LoadOptions,
): Promise<Instance<Kernels>> {
  const start = beginKernels(code, layout, options);
  try {
    const module = await code.compile(start.sharing);
    const { exports } = await webAssembly().instantiate(
      module,
      start.imports[0] ?? {},
    );
    return joinKernels(start, module, exports as Kernels, forward);
  } catch (cause) {
    throw unstarted(layout, cause);
  }
}
