import type { GpuDevice } from "../../../src/runtime/webgpu/gpuTypes.js";
import { lavapipe, type Driver } from "./lavapipe.js";
import { useSwiftShader } from "./swiftshader.js";

/** Dawn, Chromium's implementation of WebGPU, in this process. */
export interface Dawn {
  /** What the adapter calls itself. */
  readonly adapter: string;
  readonly gpu: GPU;
  readonly device: GpuDevice;
  /** Errors that nothing caught. */
  readonly uncaptured: readonly string[];
}

/** Opens a device with those features and WebGPU's default limits. Throws where there is none. */
export async function startDawn(
  driver: Driver = "swiftshader",
  requiredFeatures: readonly GPUFeatureName[] = [],
): Promise<Dawn> {
  if (driver === "lavapipe") Object.assign(process.env, lavapipe());
  else if (process.platform === "linux" && process.arch === "x64") useSwiftShader();
  const { create } = await import("webgpu");
  const gpu = create([]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("Dawn finds no adapter");
  const device = await adapter.requestDevice({ requiredFeatures });
  const uncaptured: string[] = [];
  device.addEventListener("uncapturederror", ({ error }) => uncaptured.push(error.message));
  return { adapter: adapter.info.description, gpu, device, uncaptured };
}
