import type { LoadOptions } from "../shared/loadWeights.js";
import { InputError } from "../shared/ports.js";
import { openDevice } from "../webgpu/gpuDevice.js";
import type { GpuLoadOptions, OpenDevice } from "../webgpu/gpuDevice.js";
import { GpuError } from "../webgpu/gpuError.js";
import type { GpuFeature } from "../webgpu/gpuTypes.js";

export interface AutoLoadOptions extends LoadOptions, GpuLoadOptions {
  /**
   * What has to compute; where it is not said, WebGPU if there is an adapter
   * that is not software and does all that the model asks for, or else the CPU.
   */
  readonly target?: "cpu" | "webgpu" | undefined;
}

/** The device to compute on, which has the features; none where that is the CPU. */
export async function chooseDevice(
  options: AutoLoadOptions = {},
  features: readonly GpuFeature[] = [],
): Promise<OpenDevice | undefined> {
  const { target } = options;
  if (target === "cpu") return undefined;
  if (target !== undefined && (target as unknown) !== "webgpu")
    throw new InputError(`target must be "cpu" or "webgpu", not ${target}`);
  try {
    const kind = target === undefined ? "hardware" : "any";
    return await openDevice(options, features, kind);
  } catch (error) {
    // A device that is given is meant to be used.
    const isOpen = target === undefined && options.device === undefined;
    const missing = ["no-adapter", "no-device", "no-feature"];
    const isMissing = error instanceof GpuError && missing.includes(error.code);
    if (isOpen && isMissing) return undefined;
    throw error;
  }
}
