import { isDoneOn, planOf, waysOf } from "./gpuAdapter.js";
import type { PlanWithKernels } from "./gpuAdapter.js";
import { gpuErrorOf, guardGpu } from "./gpuError.js";
import { pipelineFor } from "./gpuPipelines.js";
import { elementBytes } from "./gpuPlan.js";
import type { AdapterClass, GpuDispatch } from "./gpuPlan.js";
import { bufferUsage, GpuRoom } from "./gpuRoom.js";
import { sharedOn } from "./gpuShared.js";
import { GpuSteps, pipelineOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuDevice, GpuPipeline } from "./gpuTypes.js";

/**
 * How often each sequence of steps is timed, besides once before, and how often it is done in a submission: that takes
 * longer than a dispatch, and as long for many as for one.
 */
const rounds = 3;
const repeats = 16;

/**
 * The plan in what is the fastest on this device: steps that have other ways on other adapters are tried in each, over
 * buffers that hold zeros; and a layer that adapters compute by several algorithms is tried in each, all its steps in one
 * submission. What is known of some ways holds for every model there, and they are tried when earlier ones are.
 */
export function calibratedPlan(
  device: GpuDevice,
  whole: PlanWithKernels,
): Promise<PlanWithKernels> {
  const shared = sharedOn(device);
  const taken = shared.calibrated.then(() => tryPlan(device, whole));
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
  const pipelines = await pipelinesOf(device, whole, tried);
  const fastest = new Map<GpuDispatch, GpuDispatch>();
  for (const step of tried) {
    const ways = waysOf(step).map((way) => ({ ...step, ...way }));
    const one = ways.map((way) => [way]);
    const best = await fastestOf(device, whole, pipelines, one);
    fastest.set(step, ways[best] ?? step);
  }
  const taken = new Map<string, AdapterClass>();
  for (const layer of new Set(tried.map((step) => step.layer))) {
    const steps = tried.filter((step) => step.only && step.layer === layer);
    const adapters = [...new Set(steps.flatMap(({ only = [] }) => only))];
    const algorithms = adapters.map((adapter) =>
      steps
        .filter((step) => isDoneOn(step, adapter))
        .map((step) => fastest.get(step) ?? step),
    );
    const best = await fastestOf(device, whole, pipelines, algorithms);
    const adapter = adapters[best];
    if (adapter !== undefined) taken.set(layer, adapter);
  }
  return planOf(whole, (step) => {
    const adapter = taken.get(step.layer);
    return adapter === undefined || isDoneOn(step, adapter)
      ? { ...step, ...fastest.get(step) }
      : undefined;
  });
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

/** The place of the fastest of some sequences of steps. What is made to try them is given back. */
async function fastestOf(
  device: GpuDevice,
  whole: PlanWithKernels,
  pipelines: ReadonlyMap<string, GpuPipeline>,
  sequences: readonly (readonly GpuDispatch[])[],
): Promise<number> {
  const { fastest, numbers } = sharedOn(device);
  const nameOf = ({ kernel, groups, shape }: GpuDispatch): string => {
    const pipeline = pipelineOf(pipelines, kernel);
    const number = numbers.get(pipeline) ?? numbers.size;
    numbers.set(pipeline, number);
    return `${number}(${[...groups, ...shape].join()})`;
  };
  const names = sequences.map((steps) => steps.map(nameOf).join());
  const [first = "", ...others] = new Set(names);
  if (others.length === 0) return 0;
  const key = [first, ...others].join(" ");
  const known = fastest.get(key);
  if (known !== undefined) return names.indexOf(known);
  const room = new GpuRoom(device);
  try {
    const tried = [first, ...others].map(
      (name) => sequences[names.indexOf(name)] ?? [],
    );
    const all = tried.flat();
    const buffers = await buffersFor(device, room, whole, all);
    const steps = new GpuSteps(device, room, all, pipelines, buffers);
    await steps.done;
    const times = await timesOf(device, steps, tried);
    const best = times.indexOf(Math.min(...times));
    const name = [first, ...others][best] ?? first;
    fastest.set(key, name);
    return names.indexOf(name);
  } finally {
    room.destroy();
  }
}

/**
 * Milliseconds of each of the sequences, which lie in `steps` one after another: the shortest of the rounds. Rejects with
 * a `GpuError`.
 */
async function timesOf(
  device: GpuDevice,
  steps: GpuSteps,
  sequences: readonly (readonly GpuDispatch[])[],
): Promise<readonly number[]> {
  const { performance } = globalThis as unknown as {
    readonly performance: { now(): number };
  };
  const times = sequences.map(() => Infinity);
  for (let round = 0; round <= rounds; round += 1) {
    let first = 0;
    for (const [index, sequence] of sequences.entries()) {
      const end = first + sequence.length;
      const label = sequence[0]?.layer ?? "";
      const { result: begun, done } = guardGpu(device, label, () => {
        const encoder = device.createCommandEncoder({ label });
        for (let each = 0; each < repeats; each += 1)
          steps.record(encoder, first, end);
        const commands = encoder.finish();
        const before = performance.now();
        device.queue.submit([commands]);
        return before;
      });
      await device.queue.onSubmittedWorkDone().catch((cause: unknown) => {
        throw gpuErrorOf(cause, "device-lost", label);
      });
      const time = performance.now() - begun;
      await done;
      if (round > 0) times[index] = Math.min(times[index] ?? time, time);
      first = end;
    }
  }
  return times;
}
