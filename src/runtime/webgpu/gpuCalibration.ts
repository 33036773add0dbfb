import type { GpuDispatch, GpuWay } from "./gpuPlan.js";
import type { GpuRoom } from "./gpuRoom.js";
import { GpuSteps, pipelineOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuDevice, GpuPipeline } from "./gpuTypes.js";

/** How often each way is timed, besides once before, and how many dispatches at a time: submitting takes longer than one. */
const rounds = 3;
const repeats = 16;

/** Which way was the fastest on a device, by the pipelines and numbers of all ways: every model there takes it. */
const fastestWays = new WeakMap<GpuDevice, Map<string, number>>();
const pipelineIds = new WeakMap<GpuPipeline, number>();
let pipelineCount = 0;

/**
 * The steps in the ways that are the fastest on this device: what has other ways on other adapters is tried in each, over
 * buffers that hold anything.
 */
export async function calibratedSteps(
  device: GpuDevice,
  room: GpuRoom,
  steps: readonly GpuDispatch[],
  pipelines: ReadonlyMap<string, GpuPipeline>,
  buffers: readonly GpuBuffer[],
): Promise<readonly GpuDispatch[]> {
  const known = fastestWays.get(device) ?? new Map<string, number>();
  fastestWays.set(device, known);
  const taken: GpuDispatch[] = [];
  for (const step of steps) {
    const ways = [step, ...Object.values(step.on ?? {})];
    const key = ways.map((way) => keyOf(way, pipelines)).join();
    const tried = ways.map((way) => ({ ...step, ...way }));
    let best = ways.length === 1 ? 0 : known.get(key);
    if (best === undefined) {
      const parts = new GpuSteps(device, room, tried, pipelines, buffers);
      await parts.done;
      const times = await timesOf(device, parts, tried.length);
      best = times.indexOf(Math.min(...times));
      known.set(key, best);
    }
    taken.push(tried[best] ?? step);
  }
  return taken;
}

function keyOf(
  { kernel, groups, shape }: GpuWay,
  pipelines: ReadonlyMap<string, GpuPipeline>,
): string {
  const pipeline = pipelineOf(pipelines, kernel);
  const id = pipelineIds.get(pipeline) ?? (pipelineCount += 1);
  pipelineIds.set(pipeline, id);
  return `${id}(${[...groups, ...shape].join()})`;
}

/** Milliseconds of each step, the shortest of the rounds. */
async function timesOf(
  device: GpuDevice,
  steps: GpuSteps,
  count: number,
): Promise<readonly number[]> {
  const { performance } = globalThis as unknown as {
    readonly performance: { now(): number };
  };
  const times = Array.from({ length: count }, () => Infinity);
  for (let round = 0; round <= rounds; round += 1) {
    for (let index = 0; index < count; index += 1) {
      const encoder = device.createCommandEncoder();
      for (let each = 0; each < repeats; each += 1) {
        steps.record(encoder, index, index + 1);
      }
      const begun = performance.now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      const time = performance.now() - begun;
      if (round > 0) times[index] = Math.min(times[index] ?? time, time);
    }
  }
  return times;
}
