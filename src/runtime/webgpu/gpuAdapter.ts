import type {
  AdapterClass,
  GpuDispatch,
  GpuKernel,
  GpuPlan,
  GpuWay,
} from "./gpuPlan.js";
import type { GpuAdapterInfo } from "./gpuTypes.js";

/** Software adapters by their names, where they do not say so otherwise. */
const software = /swiftshader|llvmpipe|lavapipe|basic render/i;
/** Vendors whose GPUs share memory and power with the processor, most of them. */
const integrated = /^(apple|arm|img-tec|intel|qualcomm|samsung)$/;
/** Intel's GPUs with memory of their own. */
const withMemory = /hpg|hpc|gen-12hp/;

/** What an adapter is, by what it says of itself: vendors do not say which of their GPUs it is. */
export function classOf(
  info: GpuAdapterInfo = {},
  isFallback = info.isFallbackAdapter,
): AdapterClass {
  const { vendor = "", architecture = "", description = "" } = info;
  const names = [architecture, description].join(" ");
  if (isFallback === true || software.test(names)) {
    return "software";
  }
  if (integrated.test(vendor) && !withMemory.test(architecture)) {
    return "integrated";
  }
  return "discrete";
}

/** A plan with the kernels that its steps have. */
export interface PlanWithKernels {
  readonly plan: GpuPlan;
  readonly kernels: readonly GpuKernel[];
}

/** A plan as such an adapter carries it out, and the kernels that it takes for that. */
export function planFor(
  whole: PlanWithKernels,
  adapter: AdapterClass,
): PlanWithKernels {
  return planOf(whole, (step) =>
    isDoneOn(step, adapter) ? { ...step, ...step.on?.[adapter] } : undefined,
  );
}

/** Whether adapters of a class carry out a step. */
export function isDoneOn(
  { only }: GpuDispatch,
  adapter: AdapterClass,
): boolean {
  return only?.includes(adapter) ?? true;
}

/** The plan of the steps that are taken, each in the one way that is: kernels and buffers of the others are left out. */
export function planOf(
  { plan, kernels }: PlanWithKernels,
  take: (step: GpuDispatch) => GpuDispatch | undefined,
): PlanWithKernels {
  const taken = new Set<string>();
  const [idle, used] = [new Set<number>(), new Set<number>()];
  const taking = (step: GpuDispatch): readonly GpuDispatch[] => {
    for (const buffer of step.buffers) idle.add(buffer);
    const way = take(step);
    if (way === undefined) return [];
    taken.add(way.kernel);
    for (const buffer of step.buffers) used.add(buffer);
    return [{ ...way, on: {} }];
  };
  const load: GpuPlan["load"] = plan.load.flatMap((step): GpuPlan["load"] =>
    "kernel" in step ? taking(step) : [step],
  );
  const run = plan.run.flatMap(taking);
  const { weights, arena, loading } = plan;
  const sized = (sizes: readonly number[], first: number): readonly number[] =>
    sizes.map((size, index) =>
      idle.has(first + index) && !used.has(first + index) ? 0 : size,
    );
  const made = {
    weights: sized(weights, 0),
    arena: sized(arena, weights.length),
    loading: sized(loading, weights.length + arena.length),
  };
  const needed = kernels.filter(({ name }) => taken.has(name));
  return { plan: { ...plan, ...made, load, run }, kernels: needed };
}

/** The ways in which a step may be done. */
export function waysOf(step: GpuDispatch): readonly GpuWay[] {
  return [step, ...Object.values(step.on ?? {})];
}
