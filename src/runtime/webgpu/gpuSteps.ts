import { guardGpu } from "./gpuError.js";
import type { GpuDispatch } from "./gpuPlan.js";
import { bufferUsage } from "./gpuRoom.js";
import type { GpuRoom } from "./gpuRoom.js";
import type {
  GpuBuffer,
  GpuDevice,
  GpuEncoder,
  GpuPipeline,
} from "./gpuTypes.js";

/** WebGPU's alignment of uniforms in a buffer, in bytes. */
const uniformAlignment = 256;

/** Dispatches with their pipelines and bindings; their shapes lie in one buffer of `room`. */
export class GpuSteps {
  /** Rejects where something could not be made. */
  readonly done: Promise<unknown>;
  private readonly groups: readonly object[];
  private readonly steps: readonly GpuDispatch[];
  private readonly pipelines: ReadonlyMap<string, GpuPipeline>;

  constructor(
    device: GpuDevice,
    room: GpuRoom,
    steps: readonly GpuDispatch[],
    pipelines: ReadonlyMap<string, GpuPipeline>,
    buffers: readonly (GpuBuffer | undefined)[],
  ) {
    this.steps = steps;
    this.pipelines = pipelines;
    if (steps.length === 0) {
      this.done = Promise.resolve();
      this.groups = [];
      return;
    }
    const longest = steps.reduce(
      (n, { shape }) => Math.max(n, shape.length),
      0,
    );
    const stride =
      uniformAlignment * Math.ceil((4 * longest) / uniformAlignment);
    const numbers = new Uint32Array((stride / 4) * steps.length);
    steps.forEach(({ shape }, index) => {
      numbers.set(shape, (stride / 4) * index);
    });
    const { uniform, copyTarget } = bufferUsage;
    const shapes = guardGpu(device, "shapes", () => {
      const buffer = room.create(
        "shapes",
        numbers.byteLength,
        uniform | copyTarget,
      );
      device.queue.writeBuffer(buffer, 0, numbers);
      return buffer;
    });
    const groups = steps.map(({ layer, kernel, ...step }, index) =>
      guardGpu(device, layer, () =>
        device.createBindGroup({
          label: layer,
          layout: pipelineOf(pipelines, kernel).getBindGroupLayout(0),
          entries: [
            {
              binding: 0,
              resource: {
                buffer: shapes.result,
                offset: stride * index,
                size: stride,
              },
            },
            ...step.buffers.map((buffer, at) => ({
              binding: at + 1,
              resource: { buffer: bufferOf(buffers, buffer) },
            })),
          ],
        }),
      ),
    );
    this.groups = groups.map(({ result }) => result);
    this.done = Promise.all([shapes.done, ...groups.map(({ done }) => done)]);
  }

  /** Records the steps from `first` up to `end`, which is not included. */
  record(encoder: GpuEncoder, first: number, end: number): void {
    const pass = encoder.beginComputePass();
    this.steps.slice(first, end).forEach(({ kernel, groups }, index) => {
      const group = this.groups[first + index];
      if (group === undefined) return;
      pass.setPipeline(pipelineOf(this.pipelines, kernel));
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...groups);
    });
    pass.end();
  }
}

export function pipelineOf(
  pipelines: ReadonlyMap<string, GpuPipeline>,
  kernel: string,
): GpuPipeline {
  const pipeline = pipelines.get(kernel);
  if (pipeline === undefined) throw new Error(`there is no kernel ${kernel}`);
  return pipeline;
}

export function bufferOf(
  buffers: readonly (GpuBuffer | undefined)[],
  index: number,
): GpuBuffer {
  const buffer = buffers[index];
  if (buffer === undefined) throw new Error(`there is no buffer ${index}`);
  return buffer;
}
