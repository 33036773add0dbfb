import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { GpuFeature } from "../api/gpu-features.js";
import type { TimingDevice } from "../api/profile/dispatch-clock.js";
import { reasonOf } from "../node/reason.js";

/** The part of WebGPU that is used to find a device. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: "high-performance" }): Promise<Adapter | null>;
}

interface Adapter {
  readonly features: ReadonlySet<string>;
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string };
  requestDevice(descriptor: { readonly requiredFeatures: readonly string[] }): Promise<TimingDevice>;
}

/** A device, and what it is, or the reason why there is none. */
export type OpenedGpu =
  { readonly device: TimingDevice; readonly machine: string } | { readonly reason: string };

/** What a device does not do without a feature. */
const uses: Readonly<Record<GpuFeature, string>> = {
  "timestamp-query": "takes no times",
  "shader-f16": "has no half precision",
};

/** Instances of Dawn: one that the garbage collector takes ends the process as soon as a device of it is used. */
const instances = new Set<Gpu>();

/**
 * Opens a device with those features, of Dawn, which the package `webgpu` brings to Node: the one of the folder's project,
 * or else cnnc's.
 */
export async function openGpu(features: readonly GpuFeature[]): Promise<OpenedGpu> {
  const found = await nodeGpu();
  if ("reason" in found) return found;
  instances.add(found.gpu);
  const adapter = await found.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) return { reason: "WebGPU finds no adapter on this machine" };
  const { description, vendor, architecture } = adapter.info;
  const name = description === "" ? [vendor, architecture].join(" ") : description;
  const missing = features.find((feature) => !adapter.features.has(feature));
  if (missing !== undefined) {
    return { reason: `${name} ${uses[missing]}: it lacks the feature ${missing}` };
  }
  try {
    const device = await adapter.requestDevice({ requiredFeatures: features });
    return { device, machine: `${name}, ${found.version}, Node ${process.versions.node}` };
  } catch (failure) {
    return { reason: `${name} gives no device: ${reasonOf(failure)}` };
  }
}

async function nodeGpu(): Promise<
  { readonly gpu: Gpu; readonly version: string } | { readonly reason: string }
> {
  const places = [join(process.cwd(), "package.json"), import.meta.url];
  for (const place of places) {
    const require = createRequire(place);
    let path: string;
    try {
      path = require.resolve("webgpu");
    } catch {
      continue;
    }
    try {
      const { create } = (await import(pathToFileURL(path).href)) as {
        readonly create: (flags: readonly string[]) => Gpu;
      };
      // Its timestamps are rounded otherwise, to a tenth of a millisecond.
      const gpu = create(["disable-dawn-features=timestamp_quantization"]);
      return { gpu, version: "Dawn (npm webgpu)" };
    } catch (failure) {
      return { reason: `the package webgpu cannot be loaded: ${reasonOf(failure)}` };
    }
  }
  return { reason: "there is no WebGPU in Node; install it beside the model: npm install webgpu" };
}
