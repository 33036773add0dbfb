import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { GpuFeature } from "../api/gpu-features.js";
import type { TimingGpu } from "../api/profile/profile-gpu.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { reasonOf } from "../node/reason.js";

/** The part of WebGPU that is used to find a device. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: "high-performance" }): Promise<Adapter | null>;
}

interface Adapter {
  readonly features: ReadonlySet<string>;
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string };
  requestDevice(descriptor: { readonly requiredFeatures: readonly string[] }): Promise<TimingGpu["device"]>;
}

/** This machine has not the WebGPU that a command is asked for. */
class MissingGpu extends Error {
  override readonly name = "MissingGpu";

  /** `help` says what to do. */
  constructor(
    message: string,
    readonly help = withoutTarget,
  ) {
    super(message);
  }
}

const withoutTarget = "leave --target webgpu out to compute on the CPU";

/** What a command throws where there is no WebGPU, or where that fails, as a finding; nothing of any other failure. */
export function gpuProblem(failure: unknown): Diagnostic | undefined {
  if (failure instanceof MissingGpu) return error("CNN0801", failure.message, [], failure.help);
  // Compiled models have a class of their own.
  if (!(failure instanceof Error && failure.name === "GpuError")) return undefined;
  return error("CNN0801", `WebGPU fails: ${failure.message}`, [], withoutTarget);
}

/** What a device does not do without a feature. */
const uses: Readonly<Record<GpuFeature, string>> = {
  "timestamp-query": "takes no times",
  "shader-f16": "has no half precision",
};

/** Instances of Dawn: one that the garbage collector takes ends the process as soon as a device of it is used. */
const instances = new Set<Gpu>();

/** A device that is opened when it is first asked for, and until it is closed. */
export class NodeGpu {
  private opened: Promise<TimingGpu> | undefined;

  constructor(private readonly features: readonly GpuFeature[]) {}

  /** Rejects with a {@link MissingGpu}. */
  open(): Promise<TimingGpu> {
    return (this.opened ??= openGpu(this.features));
  }

  async openDevice(): Promise<TimingGpu["device"]> {
    return (await this.open()).device;
  }

  close(): void {
    void this.opened?.then(
      ({ device }) => {
        device.destroy();
      },
      () => undefined,
    );
  }
}

/**
 * Opens a device with those features, of Dawn, which the package `webgpu` brings to Node: the one of the folder's project,
 * or else cnnc's.
 */
async function openGpu(features: readonly GpuFeature[]): Promise<TimingGpu> {
  const { gpu, version } = await nodeGpu();
  instances.add(gpu);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new MissingGpu(
      "WebGPU finds no adapter on this machine",
      `install a driver for its GPU, or ${withoutTarget}`,
    );
  }
  const { description, vendor, architecture } = adapter.info;
  const name = description === "" ? [vendor, architecture].join(" ") : description;
  const missing = features.find((feature) => !adapter.features.has(feature));
  if (missing !== undefined) {
    const help = missing === "shader-f16" ? "leave --precision out" : "take another adapter";
    throw new MissingGpu(`${name} ${uses[missing]}: it lacks the feature ${missing}`, help);
  }
  try {
    const device = await adapter.requestDevice({ requiredFeatures: features });
    return { device, machine: `${name}, ${version}, Node ${process.versions.node}` };
  } catch (failure) {
    throw new MissingGpu(`${name} gives no device: ${reasonOf(failure)}`);
  }
}

async function nodeGpu(): Promise<{ readonly gpu: Gpu; readonly version: string }> {
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
      throw new MissingGpu(
        `the package webgpu cannot be loaded: ${reasonOf(failure)}`,
        "install it again: npm install webgpu",
      );
    }
  }
  throw new MissingGpu("there is no WebGPU in Node", "install it beside the model: npm install webgpu");
}
