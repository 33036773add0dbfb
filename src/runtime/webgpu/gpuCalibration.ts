import { isDoneOn, planOf, waysOf } from "./gpuAdapter.js";
import type { PlanWithKernels } from "./gpuAdapter.js";
import { gpuErrorOf, guardGpu } from "./gpuError.js";
import { pipelineFor } from "./gpuPipelines.js";
import { elementBytes } from "./gpuPlan.js";
import type { AdapterClass, GpuDispatch, GpuWay } from "./gpuPlan.js";
import { bufferUsage, GpuRoom } from "./gpuRoom.js";
import { sharedOn } from "./gpuShared.js";
import type { FastestWay } from "./gpuShared.js";
import { GpuSteps, pipelineOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuDevice, GpuPipeline } from "./gpuTypes.js";

/** How often each way is timed, besides once before, and how many dispatches at a time: submitting takes longer than one. */
const rounds = 3;
const repeats = 16;

/**
 * The plan in what is the fastest on this device: steps that have other ways on other adapters are tried in each, over
 * buffers that hold zeros, and so are the algorithms of a layer, which is computed as on one class of adapters. What is
 * known of a way holds for every model there, and one is tried when earlier ones are.
 */
export function calibratedPlan(
  ...given: Parameters<typeof tryPlan>
): ReturnType<typeof tryPlan> {
  const shared = sharedOn(given[0]);
  const taken = shared.calibrated.then(() => tryPlan(...given));
  shared.calibrated = taken.catch(() => undefined);
  return taken;
}

async function tryPlan(
  device: GpuDevice,
  whole: PlanWithKernels,
): Promise<PlanWithKernels> {
  const { run } = whole.plan;
  const tried = run.filter(
    (step) => step.only !== undefined || waysOf(step).length > 1,
  );
  const room = new GpuRoom(device);
  try {
    const pipelines = await pipelinesOf(device, whole, tried);
    const buffers = await buffersFor(device, room, whole, tried);
    const fastest = new Map<GpuDispatch, GpuWay>();
    const times = new Map<string, Map<AdapterClass, number>>();
    for (const step of tried) {
      const ways = waysOf(step);
      const best = await fastestOf(device, room, step, pipelines, buffers);
      fastest.set(step, ways[best.index] ?? step);
      const layer = times.get(step.layer) ?? new Map<AdapterClass, number>();
      times.set(step.layer, layer);
      for (const adapter of step.only ?? []) {
        layer.set(adapter, (layer.get(adapter) ?? 0) + best.milliseconds);
      }
    }
    return planOf(whole, (step) => {
      const [first, ...others] = times.get(step.layer) ?? [];
      const taken =
        first &&
        others.reduce((best, one) => (one[1] < best[1] ? one : best), first);
      return taken === undefined || isDoneOn(step, taken[0])
        ? { ...step, ...fastest.get(step) }
        : undefined;
    });
  } finally {
    room.destroy();
  }
}

/** The pipelines of all ways of the steps, by the names of their kernels. */
async function pipelinesOf(
  device: GpuDevice,
  { kernels }: PlanWithKernels,
  steps: readonly GpuDispatch[],
): Promise<ReadonlyMap<string, GpuPipeline>> {
  const names = new Set(steps.flatMap(waysOf).map(({ kernel }) => kernel));
  const made = kernels
    .filter(({ name }) => names.has(name))
    .map(async (kernel) => {
      return [kernel.name, await pipelineFor(device, kernel)] as const;
    });
  return new Map(await Promise.all(made));
}

/** Buffers for the steps, at their places among all. */
async function buffersFor(
  device: GpuDevice,
  room: GpuRoom,
  { plan }: PlanWithKernels,
  steps: readonly GpuDispatch[],
): Promise<readonly (GpuBuffer | undefined)[]> {
  const used = new Set(steps.flatMap(({ buffers }) => buffers));
  const made = [...plan.weights, ...plan.arena].map((elements, index) => {
    if (!used.has(index)) return undefined;
    const size = elementBytes(plan, index) * elements;
    return guardGpu(device, "calibrate", () =>
      room.create("calibrate", size, bufferUsage.storage),
    );
  });
  await Promise.all(made.flatMap((each) => each?.done ?? []));
  return made.map((each) => each?.result);
}

/** Which way of a step is the fastest, and how long it takes. */
async function fastestOf(
  device: GpuDevice,
  room: GpuRoom,
  step: GpuDispatch,
  pipelines: ReadonlyMap<string, GpuPipeline>,
  buffers: readonly (GpuBuffer | undefined)[],
): Promise<FastestWay> {
  const { fastestWays, numbers } = sharedOn(device);
  const ways = waysOf(step);
  const keys = ways.map(({ kernel, groups, shape }) => {
    const pipeline = pipelineOf(pipelines, kernel);
    const number = numbers.get(pipeline) ?? numbers.size;
    numbers.set(pipeline, number);
    return `${number}(${[...groups, ...shape].join()})`;
  });
  const key = keys.join();
  const known = fastestWays.get(key);
  if (known !== undefined) return known;
  const tried = ways.map((way) => ({ ...step, ...way }));
  const parts = new GpuSteps(device, room, tried, pipelines, buffers);
  await parts.done;
  const times = await timesOf(device, step.layer, parts, tried.length);
  const milliseconds = Math.min(...times);
  const best = { index: times.indexOf(milliseconds), milliseconds };
  fastestWays.set(key, best);
  return best;
}

/** Milliseconds of each step, ways of a layer, the shortest of the rounds. Rejects with a `GpuError`. */
async function timesOf(
  device: GpuDevice,
  layer: string,
  steps: GpuSteps,
  count: number,
): Promise<readonly number[]> {
  const { performance } = globalThis as unknown as {
    readonly performance: { now(): number };
  };
  const times = Array.from({ length: count }, () => Infinity);
  for (let round = 0; round <= rounds; round += 1) {
    for (let index = 0; index < count; index += 1) {
      const { result: begun, done } = guardGpu(device, layer, () => {
        const encoder = device.createCommandEncoder({ label: layer });
        for (let each = 0; each < repeats; each += 1) {
          steps.record(encoder, index, index + 1);
        }
        const commands = encoder.finish();
        const before = performance.now();
        device.queue.submit([commands]);
        return before;
      });
      await device.queue.onSubmittedWorkDone().catch((cause: unknown) => {
        throw gpuErrorOf(cause, "device-lost", layer);
      });
      const time = performance.now() - begun;
      await done;
      if (round > 0) times[index] = Math.min(times[index] ?? time, time);
    }
  }
  return times;
}
