import type { TensorRead } from "../shared/loadWeights.js";
import { planFor, waysOf } from "./gpuAdapter.js";
import type { PlanWithKernels } from "./gpuAdapter.js";
import { calibratedPlan } from "./gpuCalibration.js";
import type { OpenDevice } from "./gpuDevice.js";
import { GpuError, guardGpu } from "./gpuError.js";
import type { Guarded } from "./gpuError.js";
import { pipelineFor, pipelineNow } from "./gpuPipelines.js";
import { elementBytes } from "./gpuPlan.js";
import type {
  GpuConstant,
  GpuKernel,
  GpuPart,
  GpuPlan,
  GpuRead,
} from "./gpuPlan.js";
import { bufferUsage, GpuRoom } from "./gpuRoom.js";
import { bufferOf, GpuSteps } from "./gpuSteps.js";
import type {
  GpuBuffer,
  GpuDevice,
  GpuEncoder,
  GpuPipeline,
} from "./gpuTypes.js";
import { halvesOf } from "./halves.js";

/** A device with a model's kernels and buffers. */
export interface GpuMachine {
  readonly device: GpuDevice;
  readonly buffers: readonly (GpuBuffer | undefined)[];
  /** Room for the largest tensor of the weight file. */
  readonly staging: Float32Array;
  /** Carries out the load part, pausing for each tensor that is to be brought into `staging`. */
  prepare(): Iterable<TensorRead>;
  /** Waits for the load part and the kernels, gives back what only that part needs, and gives what records the run part. */
  prepared(): Promise<(encoder: GpuEncoder) => void>;
  /** The pipeline of a kernel, for what is submitted at once. */
  pipeline(kernel: string): Guarded<GpuPipeline>;
  /** Makes a buffer from which results are read, of so many elements. */
  readback(elements: number): Promise<GpuBuffer>;
  /** Why the device does not compute any more, once that is so. */
  failure(): GpuError | undefined;
  /** Gives back all that was made on the device, and the device where it is the network's own. */
  destroy(): void;
}

/**
 * Makes the buffers that the plan needs on such a device, and what loads weights into them; kernels of the run part are made
 * meanwhile. `onKernels` hears which share of the kernels is there. Where it rejects, nothing of that stays.
 */
export async function createGpuMachine(
  { device, isOwn, adapter, isCalibrated }: OpenDevice,
  whole: PlanWithKernels,
  onKernels: (share: number) => void = () => undefined,
): Promise<GpuMachine> {
  let failure: GpuError | undefined;
  void device.lost.then(({ message }) => {
    failure ??= new GpuError("device-lost", "", message);
  });
  const lasting = new GpuRoom(device);
  const loading = new GpuRoom(device);
  const release = (): void => {
    loading.destroy();
    lasting.destroy();
    if (isOwn) device.destroy();
  };
  try {
    const { plan, kernels } =
      isCalibrated === true
        ? await calibratedPlan(device, whole)
        : planFor(whole, adapter);
    const loadSteps = plan.load.filter((step) => "kernel" in step);
    const pipelines = startPipelines(
      device,
      kernels,
      new Set(loadSteps.map(({ kernel }) => kernel)),
      onKernels,
    );
    // Software takes long for a kernel, and from the same processor: there it is made when it is needed.
    if (adapter !== "software") startSpare(device, whole);
    const { storage, copySource, copyTarget } = bufferUsage;
    const usage = storage | copySource | copyTarget;
    const room = [
      ...plan.weights.map((elements) => [lasting, elements] as const),
      ...plan.arena.map((elements) => [lasting, elements] as const),
      ...plan.loading.map((elements) => [loading, elements] as const),
    ];
    const made = room.map(([place, elements], index) => {
      if (elements === 0) return undefined;
      const label = firstUse(plan, index);
      const size = elementBytes(plan, index) * elements;
      return guardGpu(device, label, () => place.create(label, size, usage));
    });
    await Promise.all(made.flatMap((each) => each?.done ?? []));
    const buffers = made.map((each) => each?.result);
    const forLoading = await pipelines.first;
    const loadPart = new GpuSteps(
      device,
      loading,
      loadSteps,
      forLoading,
      buffers,
    );
    await loadPart.done;

    const submitted: Promise<void>[] = [];
    const reads = plan.load.map((step) => ("read" in step ? sizeOf(step) : 0));
    const staging = new Float32Array(reads.reduce((a, b) => Math.max(a, b), 0));
    return {
      device,
      buffers,
      staging,
      *prepare() {
        yield* carryOut(device, plan, buffers, loadPart, staging, submitted);
      },
      async prepared() {
        const ready = await pipelines.all;
        const runPart = new GpuSteps(device, lasting, plan.run, ready, buffers);
        await Promise.all([...submitted, runPart.done]);
        if (failure !== undefined) throw failure;
        loading.destroy();
        return (encoder) => {
          runPart.record(encoder, 0, plan.run.length);
        };
      },
      pipeline(wanted) {
        const kernel = whole.kernels.find(({ name }) => name === wanted);
        if (kernel === undefined)
          throw new Error(`there is no kernel ${wanted}`);
        return pipelineNow(device, kernel);
      },
      async readback(elements) {
        const { mapRead, copyTarget } = bufferUsage;
        const { result, done } = guardGpu(device, "results", () =>
          lasting.create("results", 4 * elements, mapRead | copyTarget),
        );
        await done;
        return result;
      },
      failure: () => failure,
      destroy() {
        failure ??= new GpuError("destroyed", "", "the network is destroyed");
        release();
      },
    };
  } catch (error) {
    release();
    throw failure ?? error;
  }
}

/** The layer or weight that a buffer is for first. */
function firstUse({ load, run }: GpuPlan, buffer: number): string {
  for (const step of [...load, ...run]) {
    if ("kernel" in step) {
      if (step.buffers.includes(buffer)) return step.layer;
    } else if ("read" in step && step.to.some((part) => part.buffer === buffer))
      return step.read;
  }
  return "buffers";
}

type Pipelines = ReadonlyMap<string, GpuPipeline>;

/** Begins to make all kernels, those named `first` before the others. */
function startPipelines(
  device: GpuDevice,
  kernels: readonly GpuKernel[],
  first: ReadonlySet<string>,
  onKernels: (share: number) => void,
): { readonly first: Promise<Pipelines>; readonly all: Promise<Pipelines> } {
  let ready = 0;
  if (kernels.length === 0) onKernels(1);
  const start = async (
    wanted: readonly GpuKernel[],
  ): Promise<(readonly [string, GpuPipeline])[]> => {
    const made = wanted.map(async (kernel) => {
      const pipeline = await pipelineFor(device, kernel);
      ready += 1;
      onKernels(ready / kernels.length);
      return [kernel.name, pipeline] as const;
    });
    return Promise.all(made);
  };
  const early = start(kernels.filter(({ name }) => first.has(name)));
  const late = start(kernels.filter(({ name }) => !first.has(name)));
  const all = Promise.all([early, late]).then(
    ([before, after]) => new Map([...before, ...after]),
  );
  const loading = early.then((made) => new Map(made));
  // Whoever waits hears of it; until then it is nobody's unhandled rejection.
  for (const part of [loading, all]) part.catch(() => undefined);
  return { first: loading, all };
}

/** Begins to make the kernels that no step has: whoever needs one hears of what goes wrong. */
function startSpare(
  device: GpuDevice,
  { plan, kernels }: PlanWithKernels,
): void {
  const steps = [...plan.load, ...plan.run].flatMap((step) =>
    "kernel" in step ? waysOf(step) : [],
  );
  const needed = new Set(steps.map(({ kernel }) => kernel));
  for (const kernel of kernels) {
    if (!needed.has(kernel.name))
      pipelineFor(device, kernel).catch(() => undefined);
  }
}

function sizeOf({ to }: GpuRead): number {
  return to.reduce((all, { elements }) => all + elements, 0);
}

/** The load part in its order: what computes is submitted before the next tensor is brought. */
function* carryOut(
  device: GpuDevice,
  plan: GpuPlan,
  buffers: readonly (GpuBuffer | undefined)[],
  part: GpuSteps,
  staging: Float32Array,
  submitted: Promise<void>[],
): Generator<TensorRead> {
  let recorded = 0;
  let reached = 0;
  let layer = "";
  const guarded = (at: string, work: () => void): void => {
    submitted.push(guardGpu(device, at, work).done);
  };
  const submit = (): void => {
    if (recorded === reached) return;
    guarded(layer, () => {
      const encoder = device.createCommandEncoder({ label: layer });
      part.record(encoder, recorded, reached);
      device.queue.submit([encoder.finish()]);
    });
    recorded = reached;
  };
  const write = (
    at: string,
    to: GpuPart | GpuConstant,
    data: Float32Array,
  ): void => {
    const target = bufferOf(buffers, to.buffer);
    const bytes = elementBytes(plan, to.buffer);
    const kept = bytes === 2 ? halvesOf(data) : data;
    guarded(at, () => {
      device.queue.writeBuffer(target, bytes * to.at, kept);
    });
  };
  for (const step of plan.load) {
    if ("kernel" in step) {
      reached += 1;
      layer = step.layer;
      continue;
    }
    submit();
    if ("read" in step) {
      yield [step.read, 0, sizeOf(step)];
      let from = 0;
      for (const part of step.to) {
        write(step.read, part, staging.subarray(from, from + part.elements));
        from += part.elements;
      }
    } else write("constants", step, Float32Array.from(step.numbers));
  }
  submit();
}
