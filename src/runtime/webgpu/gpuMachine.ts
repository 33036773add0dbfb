import type { TensorRead } from "../shared/loadWeights.js";
import type { OpenDevice } from "./gpuDevice.js";
import { GpuError, gpuErrorOf, guardGpu } from "./gpuError.js";
import type {
  GpuConstant,
  GpuDispatch,
  GpuPart,
  GpuPlan,
  GpuRead,
} from "./gpuPlan.js";
import type {
  GpuBuffer,
  GpuDevice,
  GpuEncoder,
  GpuPipeline,
} from "./gpuTypes.js";

/** A device with a model's kernels, buffers and bindings. */
export interface GpuMachine {
  readonly device: GpuDevice;
  readonly buffers: readonly GpuBuffer[];
  /** Room for the largest tensor of the weight file. */
  readonly staging: Float32Array;
  /** Carries out the load part, pausing for each tensor that is to be brought into `staging`. */
  prepare(): Iterable<TensorRead>;
  /** Waits for the load part, and gives back what only that needs. */
  prepared(): Promise<void>;
  /** Records the run part. */
  record(encoder: GpuEncoder): void;
  /** Makes a buffer from which results are read, of so many elements. */
  readback(elements: number): Promise<GpuBuffer>;
  /** Why the device does not compute any more, once that is so. */
  failure(): GpuError | undefined;
  /** Gives back all that was made on the device, and the device where it is the network's own. */
  destroy(): void;
}

// GPUBufferUsage
const mapRead = 0x1;
const copySource = 0x4;
const copyTarget = 0x8;
const uniform = 0x40;
const storage = 0x80;

/** WebGPU's alignment of uniforms in a buffer, in bytes. */
const uniformAlignment = 256;

/** Makes all that the plan needs on a device; where it rejects, nothing of that stays. */
export async function createGpuMachine(
  { device, isOwn }: OpenDevice,
  plan: GpuPlan,
  shader: string,
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
    const pipelines = await createPipelines(device, plan, shader);
    const usage = storage | copySource | copyTarget;
    const made = guardGpu(device, "buffers", () => [
      ...plan.weights.map((elements) => lasting.create(4 * elements, usage)),
      ...plan.arena.map((elements) => lasting.create(4 * elements, usage)),
      ...plan.loading.map((elements) => loading.create(4 * elements, usage)),
    ]);
    const buffers = made.result;
    const loadPart = new GpuSteps(
      device,
      loading,
      plan.load.filter((step) => "kernel" in step),
      pipelines,
      buffers,
    );
    const runPart = new GpuSteps(device, lasting, plan.run, pipelines, buffers);
    await Promise.all([made.done, loadPart.done, runPart.done]);

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
        await Promise.all(submitted);
        loading.destroy();
      },
      record: (encoder) => {
        runPart.record(encoder, 0, plan.run.length);
      },
      async readback(elements) {
        const { result, done } = guardGpu(device, "results", () =>
          lasting.create(4 * elements, mapRead | copyTarget),
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
    throw error;
  }
}

/** Buffers on a device that are given back together. */
class GpuRoom {
  private readonly device: GpuDevice;
  private readonly buffers: GpuBuffer[] = [];

  constructor(device: GpuDevice) {
    this.device = device;
  }

  /** A buffer of so many bytes. */
  create(size: number, usage: number): GpuBuffer {
    const buffer = this.device.createBuffer({ size, usage });
    this.buffers.push(buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.buffers.splice(0)) buffer.destroy();
  }
}

async function createPipelines(
  device: GpuDevice,
  { kernels }: GpuPlan,
  code: string,
): Promise<ReadonlyMap<string, GpuPipeline>> {
  const { result: module, done } = guardGpu(device, "shader", () =>
    device.createShaderModule({ code }),
  );
  await done;
  const made = kernels.map(async (name) => {
    const compute = { module, entryPoint: name };
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: name,
        layout: "auto",
        compute,
      });
      return [name, pipeline] as const;
    } catch (cause) {
      throw gpuErrorOf(cause, "validation", name);
    }
  });
  return new Map(await Promise.all(made));
}

/** Dispatches with their pipelines and bindings; their shapes lie in one buffer of `room`. */
class GpuSteps {
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
    buffers: readonly GpuBuffer[],
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
    const shapes = guardGpu(device, "shapes", () => {
      const buffer = room.create(numbers.byteLength, uniform | copyTarget);
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

function pipelineOf(
  pipelines: ReadonlyMap<string, GpuPipeline>,
  kernel: string,
): GpuPipeline {
  const pipeline = pipelines.get(kernel);
  if (pipeline === undefined) throw new Error(`there is no kernel ${kernel}`);
  return pipeline;
}

function bufferOf(buffers: readonly GpuBuffer[], index: number): GpuBuffer {
  const buffer = buffers[index];
  if (buffer === undefined) throw new Error(`there is no buffer ${index}`);
  return buffer;
}

function sizeOf({ to }: GpuRead): number {
  return to.reduce((all, { elements }) => all + elements, 0);
}

/** The load part in its order: what computes is submitted before the next tensor is brought. */
function* carryOut(
  device: GpuDevice,
  plan: GpuPlan,
  buffers: readonly GpuBuffer[],
  part: GpuSteps,
  staging: Float32Array,
  submitted: Promise<void>[],
): Generator<TensorRead> {
  let recorded = 0;
  let reached = 0;
  let layer = "";
  const submit = (): void => {
    if (recorded === reached) return;
    const { done } = guardGpu(device, layer, () => {
      const encoder = device.createCommandEncoder();
      part.record(encoder, recorded, reached);
      device.queue.submit([encoder.finish()]);
    });
    submitted.push(done);
    recorded = reached;
  };
  const write = (to: GpuPart | GpuConstant, data: Float32Array): void => {
    const target = bufferOf(buffers, to.buffer);
    device.queue.writeBuffer(target, 4 * to.at, data);
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
        write(part, staging.subarray(from, from + part.elements));
        from += part.elements;
      }
    } else write(step, Float32Array.from(step.numbers));
  }
  submit();
}
