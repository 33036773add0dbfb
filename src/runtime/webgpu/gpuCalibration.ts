import { gpuErrorOf, guardGpu } from "./gpuError.js";
import type { GpuDispatch, GpuWay } from "./gpuPlan.js";
import type { GpuRoom } from "./gpuRoom.js";
import { sharedOn } from "./gpuShared.js";
import { GpuSteps, pipelineOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuDevice, GpuPipeline } from "./gpuTypes.js";

/** How often each way is timed, besides once before, and how many dispatches at a time: submitting takes longer than one. */
const rounds = 3;
const repeats = 16;

/**
 * The steps in the ways that are the fastest on this device: what has other ways on other adapters is tried in each, over
 * buffers that hold anything, when earlier calibrations there are done. What is known of a way holds for every model there.
 */
export function calibratedSteps(
  ...given: Parameters<typeof tryWays>
): ReturnType<typeof tryWays> {
  const shared = sharedOn(given[0]);
  const taken = shared.calibrated.then(() => tryWays(...given));
  shared.calibrated = taken.catch(() => undefined);
  return taken;
}

async function tryWays(
  device: GpuDevice,
  room: GpuRoom,
  steps: readonly GpuDispatch[],
  pipelines: ReadonlyMap<string, GpuPipeline>,
  buffers: readonly GpuBuffer[],
): Promise<readonly GpuDispatch[]> {
  const { fastestWays, numbers } = sharedOn(device);
  const keyOf = ({ kernel, groups, shape }: GpuWay): string => {
    const pipeline = pipelineOf(pipelines, kernel);
    const number = numbers.get(pipeline) ?? numbers.size;
    numbers.set(pipeline, number);
    return `${number}(${[...groups, ...shape].join()})`;
  };
  const taken: GpuDispatch[] = [];
  for (const step of steps) {
    const ways = [step, ...Object.values(step.on ?? {})];
    const key = ways.map(keyOf).join();
    const tried = ways.map((way) => ({ ...step, ...way }));
    let best = ways.length === 1 ? 0 : fastestWays.get(key);
    if (best === undefined) {
      const parts = new GpuSteps(device, room, tried, pipelines, buffers);
      await parts.done;
      const times = await timesOf(device, step.layer, parts, tried.length);
      best = times.indexOf(Math.min(...times));
      fastestWays.set(key, best);
    }
    taken.push(tried[best] ?? step);
  }
  return taken;
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
