import type { LoadOptions } from "../shared/loadWeights.js";
import { InputError } from "../shared/ports.js";
import { openDevice } from "../webgpu/gpuDevice.js";
import type { GpuLoadOptions, OpenDevice } from "../webgpu/gpuDevice.js";
import { GpuError } from "../webgpu/gpuError.js";

export interface AutoLoadOptions extends LoadOptions, GpuLoadOptions {
  /** What has to compute; where it is not said, WebGPU if there is an adapter with a device that is not software, or else the CPU. */
  readonly target?: "cpu" | "webgpu" | undefined;
}

/** The device to compute on; none where that is the CPU. */
export async function chooseDevice(
  options: AutoLoadOptions = {},
): Promise<OpenDevice | undefined> {
  const { target } = options;
  if (target === "cpu") return undefined;
  if (target !== undefined && (target as unknown) !== "webgpu")
    throw new InputError(`target must be "cpu" or "webgpu", not ${target}`);
  try {
    return await openDevice(options, target === undefined ? "hardware" : "any");
  } catch (error) {
    const isMissing =
      error instanceof GpuError &&
      (error.code === "no-adapter" || error.code === "no-device");
    if (target === undefined && isMissing) return undefined;
    throw error;
  }
}
