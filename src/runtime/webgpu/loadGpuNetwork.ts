import { loadWeights } from "../shared/loadWeights.js";
import type { LoadOptions, WeightsLayout } from "../shared/loadWeights.js";
import type { WeightSource } from "../shared/weightSource.js";
import type { OpenDevice } from "./gpuDevice.js";
import { createGpuMachine } from "./gpuMachine.js";
import { createGpuNetwork } from "./gpuNetwork.js";
import type { GpuLayout, GpuNetwork } from "./gpuNetwork.js";
import type { GpuPlan } from "./gpuPlan.js";

/** A model for a device, before there is one. */
export interface GpuModel {
  readonly plan: GpuPlan;
  /** The kernels, in WGSL. */
  readonly shader: string;
  readonly layout: GpuLayout;
  readonly weights: WeightsLayout;
}

/** A network on a device, with the weights of a file; where it rejects, nothing of it stays there. */
export async function loadGpuNetwork<Inputs, Outputs, Results = Outputs>(
  opened: OpenDevice,
  { plan, shader, layout, weights }: GpuModel,
  from: WeightSource | Uint8Array | ArrayBuffer,
  options?: Pick<LoadOptions, "names">,
): Promise<GpuNetwork<Inputs, Outputs, Results>> {
  const machine = await createGpuMachine(opened, plan, shader);
  try {
    const { staging } = machine;
    await loadWeights(weights, from, staging, machine.prepare(), options);
    await machine.prepared();
    return await createGpuNetwork<Inputs, Outputs, Results>(layout, machine);
  } catch (error) {
    machine.destroy();
    throw error;
  }
}
