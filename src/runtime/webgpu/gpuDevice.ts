import type { LoadOptions } from "../shared/loadWeights.js";
import { GpuError, gpuErrorOf } from "./gpuError.js";
import type { Gpu, GpuAdapter, GpuDevice, GpuFeature } from "./gpuTypes.js";

export interface GpuLoadOptions extends Pick<
  LoadOptions,
  "names" | "onProgress"
> {
  /** A device to work on, which stays the caller's; without it the network has one of its own. */
  readonly device?: GpuDevice;
  /** Where an adapter is asked for: `navigator.gpu` where nothing is given. */
  readonly gpu?: Gpu;
}

/** A device, and whether it ends with the network. */
export interface OpenDevice {
  readonly device: GpuDevice;
  readonly isOwn: boolean;
}

/**
 * The device that is given, or one of the adapter's, which is `"hardware"`
 * where that is asked for; it has the features. Rejects with a
 * {@link GpuError}.
 */
export async function openDevice(
  { device, gpu }: GpuLoadOptions = {},
  features: readonly GpuFeature[] = [],
  kind: "any" | "hardware" = "any",
): Promise<OpenDevice> {
  if (device !== undefined) {
    checkFeatures(device, "device that is given", features);
    return { device, isOwn: false };
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
  if (kind === "hardware" && isSoftware(adapter)) {
    throw new GpuError("no-adapter", "", "WebGPU is software here");
  }
  checkFeatures(adapter, "adapter of WebGPU here", features);
  try {
    const device = await adapter.requestDevice({ requiredFeatures: features });
    return { device, isOwn: true };
  } catch (cause) {
    throw gpuErrorOf(cause, "no-device", "");
  }
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

function isSoftware(adapter: GpuAdapter): boolean {
  return adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
}
