import { expect, it, vi } from "vitest";
import { calibratedPlan } from "../../../src/runtime/webgpu/gpuCalibration.js";
import type { AdapterClass, GpuDispatch, GpuPlan } from "../../../src/runtime/webgpu/gpuPlan.js";
import type { GpuBuffer, GpuDevice, GpuPipeline } from "../../../src/runtime/webgpu/gpuTypes.js";

/** Milliseconds of a dispatch of each kernel. */
const costs = { direct: 10, filters: 1, tiles: 2, wide: 7, untile: 1, pool: 3, strip: 2 };

/** A device on which kernels take that long, and a submission and the wait for it so long besides; and the bytes that it holds. */
function timed(latency: number) {
  const [elapsed, bytes] = [{ now: 0 }, { held: 0, most: 0 }];
  vi.spyOn(performance, "now").mockImplementation(() => elapsed.now);
  const queue: Partial<GpuDevice["queue"]> = {
    writeBuffer: () => undefined,
    submit: (all) => {
      for (const { time } of all as Iterable<{ readonly time: number }>) elapsed.now += time;
    },
    onSubmittedWorkDone: () => {
      elapsed.now += latency;
      return Promise.resolve();
    },
  };
  const device: Partial<GpuDevice> = {
    queue: queue as GpuDevice["queue"],
    createBuffer: ({ size, usage }) => {
      bytes.held += size;
      bytes.most = Math.max(bytes.most, bytes.held);
      return { size, usage, destroy: () => (bytes.held -= size) } as unknown as GpuBuffer;
    },
    createShaderModule: () => ({}),
    createComputePipelineAsync: ({ label }) =>
      Promise.resolve({ label, getBindGroupLayout: () => ({}) } as GpuPipeline),
    createBindGroup: () => ({}),
    createCommandEncoder: () => {
      let time = 0;
      const setPipeline = (pipeline: GpuPipeline) => {
        time += costs[(pipeline as unknown as { readonly label: keyof typeof costs }).label];
      };
      const pass = {
        ...{ setPipeline, setBindGroup: () => undefined },
        ...{ dispatchWorkgroups: () => undefined, end: () => undefined },
      };
      const encoder: Partial<ReturnType<GpuDevice["createCommandEncoder"]>> = {
        beginComputePass: () => pass,
        finish: () => ({ time }),
      };
      return encoder as ReturnType<GpuDevice["createCommandEncoder"]>;
    },
    pushErrorScope: () => undefined,
    popErrorScope: () => Promise.resolve(null),
  };
  return { device: device as GpuDevice, bytes };
}

const way = { groups: [1, 1, 1], shape: [] } as const;
const step = (
  layer: string,
  kernel: string,
  buffers: readonly number[],
  only?: readonly AdapterClass[],
): GpuDispatch => {
  return { layer, kernel, buffers, ...way, ...(only && { only }) };
};
const plan: GpuPlan = {
  ...{ weights: [8, 8], arena: [100, 60, 90, 50], loading: [] },
  load: [step("conv", "filters", [1], ["integrated", "software"])],
  run: [
    step("conv", "direct", [2, 0, 4], ["discrete"]),
    {
      ...step("conv", "wide", [2, 3], ["integrated", "software"]),
      on: { software: { ...way, kernel: "tiles" } },
    },
    step("conv", "untile", [3, 1, 4], ["integrated", "software"]),
    { ...step("pool", "pool", [4, 5]), on: { software: { ...way, kernel: "strip" } } },
  ],
};
const kernels = Object.keys(costs).map((name) => ({ name, code: name }));

it.each([0, 1000])(
  "compares the sums of an algorithm's steps, whatever a submission takes: %d ms",
  async (latency) => {
    const { device, bytes } = timed(latency);
    const taken = await calibratedPlan(device, { plan, kernels });
    expect(taken.plan.run.map(({ kernel }) => kernel)).toEqual(["tiles", "untile", "strip"]);
    expect(taken.plan.load).toMatchObject([{ kernel: "filters" }]);
    // Those of a layer at a time.
    expect(bytes.most).toBe(4 * (8 + 8 + 100 + 60 + 90));
    expect(bytes.held).toBe(0);
  },
);
