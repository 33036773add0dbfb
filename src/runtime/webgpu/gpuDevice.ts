import type { LoadOptions } from "../shared/loadWeights.js";
import { InputError } from "../shared/ports.js";
import { classOf } from "./gpuAdapter.js";
import { GpuError, gpuErrorOf } from "./gpuError.js";
import type { AdapterClass } from "./gpuPlan.js";
import type { Gpu, GpuAdapter, GpuDevice, GpuFeature } from "./gpuTypes.js";

export interface GpuLoadOptions extends Pick<
  LoadOptions,
  "names" | "onProgress"
> {
  /** A device to work on, which stays the caller's; without it the network has one of its own. */
  readonly device?: GpuDevice;
  /** Where an adapter is asked for: `navigator.gpu` where nothing is given. */
  readonly gpu?: Gpu;
  /** What kernels are chosen for; where nothing is given, what the adapter says of itself. */
  readonly adapter?: AdapterClass;
  /**
   * Whether kernels are chosen by trying them on the device, once for all
   * models that it loads, instead of by what the adapter is, or by what
   * `adapter` says: loading takes longer, for all kernels are made.
   */
  readonly calibrate?: boolean;
}

/** A device, and whether it ends with the network. */
export interface OpenDevice {
  readonly device: GpuDevice;
  readonly isOwn: boolean;
  readonly adapter: AdapterClass;
  readonly isCalibrated?: boolean | undefined;
}

/**
 * The device that is given, or one of the adapter's, which is `"hardware"`
 * where that is asked for; it has the features. Rejects with a
 * {@link GpuError}, or an {@link InputError} for an adapter that is none.
 */
export async function openDevice(
  { device, gpu, adapter: given, calibrate }: GpuLoadOptions = {},
  features: readonly GpuFeature[] = [],
  kind: "any" | "hardware" = "any",
): Promise<OpenDevice> {
  checkClass(given);
  if (device !== undefined) {
    checkFeatures(device, "device that is given", features);
    const own = given ?? classOf(device.adapterInfo);
    return { device, isOwn: false, adapter: own, isCalibrated: calibrate };
  }
  const { navigator } = globalThis as unknown as {
    readonly navigator?: { readonly gpu?: Gpu };
  };
  const asked = gpu ?? navigator?.gpu;
  if (asked === undefined) {
    throw new GpuError("no-adapter", "", "there is no WebGPU here");
  }
  const adapter = await adapterOf(asked);
  if (adapter === null) {
    throw new GpuError("no-adapter", "", "WebGPU has no adapter here");
  }
  const { info, isFallbackAdapter } = adapter;
  const said = classOf(info, info?.isFallbackAdapter ?? isFallbackAdapter);
  if (kind === "hardware" && said === "software") {
    throw new GpuError("no-adapter", "", "WebGPU is software here");
  }
  checkFeatures(adapter, "adapter of WebGPU here", features);
  try {
    const opened = await adapter.requestDevice({
      requiredFeatures: [...features],
    });
    const own = given ?? said;
    return {
      device: opened,
      isOwn: true,
      adapter: own,
      isCalibrated: calibrate,
    };
  } catch (cause) {
    throw gpuErrorOf(cause, "no-device", "");
  }
}

function checkClass(given: AdapterClass | undefined): void {
  const known = [undefined, "discrete", "integrated", "software"];
  if (known.includes(given)) return;
  throw new InputError(
    `adapter must be "discrete", "integrated" or "software", not ${given}`,
  );
}

function checkFeatures(
  { features }: Pick<GpuAdapter, "features">,
  owner: string,
  needed: readonly GpuFeature[],
): void {
  const missing = needed.find((feature) => !features.has(feature));
  if (missing === undefined) return;
  const message = `the ${owner} lacks the feature ${missing}`;
  throw new GpuError("no-feature", "", message);
}

async function adapterOf(gpu: Gpu): Promise<GpuAdapter | null> {
  try {
    return await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch (cause) {
    throw gpuErrorOf(cause, "no-adapter", "");
  }
}
