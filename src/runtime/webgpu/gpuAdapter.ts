import type {
  AdapterClass,
  GpuDispatch,
  GpuKernel,
  GpuPlan,
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

/** A plan as such an adapter carries it out, and the kernels that it takes for that. */
export function planFor(
  plan: GpuPlan,
  kernels: readonly GpuKernel[],
  adapter: AdapterClass,
): { readonly plan: GpuPlan; readonly kernels: readonly GpuKernel[] } {
  const spare = new Set<string>();
  const taken = new Set<string>();
  const onAdapter = (step: GpuDispatch): GpuDispatch => {
    const way = step.on?.[adapter] ?? step;
    for (const each of [step, ...Object.values(step.on ?? {})]) {
      spare.add(each.kernel);
    }
    taken.add(way.kernel);
    return { ...step, ...way, on: {} };
  };
  const load = plan.load.map((step) =>
    "kernel" in step ? onAdapter(step) : step,
  );
  const run = plan.run.map(onAdapter);
  const needed = kernels.filter(
    ({ name }) => taken.has(name) || !spare.has(name),
  );
  return { plan: { ...plan, load, run }, kernels: needed };
}
