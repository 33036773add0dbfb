import { GpuError, gpuErrorOf, guardGpu } from "./gpuError.js";
import type { Guarded } from "./gpuError.js";
import type { GpuKernel } from "./gpuPlan.js";
import { sharedOn } from "./gpuShared.js";
import type { GpuDevice, GpuPipeline } from "./gpuTypes.js";

/** The entry point of every kernel's own text. */
const entryPoint = "kernel";

/** The pipeline of a kernel on a device, made once for every model there. Rejects with a {@link GpuError}. */
export async function pipelineFor(
  device: GpuDevice,
  kernel: GpuKernel,
): Promise<GpuPipeline> {
  const { pipelines, ready } = sharedOn(device);
  const { name, code } = kernel;
  let pipeline = pipelines.get(code);
  if (pipeline === undefined) {
    pipeline = createPipeline(device, kernel);
    pipelines.set(code, pipeline);
    pipeline.then(
      (made) => ready.has(code) || ready.set(code, made),
      // What could not be made is tried again by the next model.
      () => pipelines.delete(code),
    );
  }
  try {
    return await pipeline;
  } catch (failed) {
    // Of the class of whichever module was first.
    const { code, message, cause } = failed as GpuError;
    throw new GpuError(code, name, message, cause);
  }
}

/**
 * The pipeline of a kernel on a device, for what is submitted at once: where it is not there, the device makes it before
 * that, and what is submitted later waits too.
 */
export function pipelineNow(
  device: GpuDevice,
  { name, code }: GpuKernel,
): Guarded<GpuPipeline> {
  const { ready } = sharedOn(device);
  const known = ready.get(code);
  if (known !== undefined) return { result: known, done: Promise.resolve() };
  const made = guardGpu(device, name, () => {
    const module = device.createShaderModule({ label: name, code });
    const compute = { module, entryPoint };
    return device.createComputePipeline({
      label: name,
      layout: "auto",
      compute,
    });
  });
  ready.set(code, made.result);
  // What could not be made is tried again.
  made.done.catch(() => ready.delete(code));
  return made;
}

/** Rejects with a {@link GpuError} that says nothing of where. */
async function createPipeline(
  device: GpuDevice,
  { name, code }: GpuKernel,
): Promise<GpuPipeline> {
  const { result: module, done } = guardGpu(device, "", () =>
    device.createShaderModule({ label: name, code }),
  );
  try {
    const [pipeline] = await Promise.all([
      device.createComputePipelineAsync({
        label: name,
        layout: "auto",
        compute: { module, entryPoint },
      }),
      done,
    ]);
    return pipeline;
  } catch (cause) {
    await done;
    const { reason } = cause as { readonly reason?: unknown };
    const code = reason === "internal" ? "internal" : "validation";
    throw gpuErrorOf(cause, code, "");
  }
}
