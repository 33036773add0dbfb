import { loadWeights } from "../shared/loadWeights.js";
import type {
  LoadOptions,
  LoadProgress,
  WeightsLayout,
} from "../shared/loadWeights.js";
import type { WeightSource } from "../shared/weightSource.js";
import type { OpenDevice } from "./gpuDevice.js";
import { createGpuMachine } from "./gpuMachine.js";
import { createGpuNetwork } from "./gpuNetwork.js";
import type { GpuLayout, GpuNetwork } from "./gpuNetwork.js";
import type { GpuKernel, GpuPlan } from "./gpuPlan.js";

/** A model for a device, before there is one. */
export interface GpuModel {
  readonly plan: GpuPlan;
  readonly kernels: readonly GpuKernel[];
  readonly layout: GpuLayout;
  readonly weights: WeightsLayout;
}

/** A network on a device, with the weights of a file; where it rejects, nothing of it stays there. */
export async function loadGpuNetwork<Inputs, Outputs, Results = Outputs>(
  opened: OpenDevice,
  { plan, kernels, layout, weights }: GpuModel,
  from: WeightSource | Uint8Array | ArrayBuffer,
  options: Pick<LoadOptions, "names" | "onProgress"> = {},
): Promise<GpuNetwork<Inputs, Outputs, Results>> {
  let progress: LoadProgress = { weights: 0, kernels: 0 };
  const report = (change: Partial<LoadProgress>): void => {
    progress = { ...progress, ...change };
    options.onProgress?.(progress);
  };
  const machine = await createGpuMachine(opened, { plan, kernels }, (share) => {
    report({ kernels: share });
  });
  try {
    await loadWeights(weights, from, machine.staging, machine.prepare(), {
      ...options,
      onProgress: ({ weights: share }) => {
        report({ weights: share });
      },
    });
    const forward = await machine.prepared();
    return await createGpuNetwork<Inputs, Outputs, Results>(
      layout,
      machine,
      forward,
    );
  } catch (error) {
    const reason = machine.failure() ?? error;
    machine.destroy();
    throw reason;
  }
}
