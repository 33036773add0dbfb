import type { GpuBuffer, GpuDevice, GpuEncoder, GpuPass } from "../../runtime/webgpu/gpuTypes.js";

/** A `GPUQuerySet`. */
interface QuerySet {
  destroy(): void;
}

interface TimedPass {
  readonly timestampWrites: {
    readonly querySet: QuerySet;
    readonly beginningOfPassWriteIndex: number;
    readonly endOfPassWriteIndex: number;
  };
}

interface TimingEncoder extends GpuEncoder {
  beginComputePass(descriptor?: TimedPass): GpuPass;
  resolveQuerySet(set: QuerySet, first: number, count: number, to: GpuBuffer, offset: number): void;
}

/** A `GPUDevice` with the feature `timestamp-query`. */
export interface TimingDevice extends GpuDevice {
  createQuerySet(descriptor: { readonly type: "timestamp"; readonly count: number }): QuerySet;
  createCommandEncoder(): TimingEncoder;
}

// GPUBufferUsage
const mapRead = 0x1;
const copySource = 0x4;
const copyTarget = 0x8;
const queryResolve = 0x200;

/** WebGPU's limit for the queries of a set; a dispatch takes two. */
const mostQueries = 4096;
const bytesOfQuery = 8;

/** Takes the times of dispatches on a device: between `begin` and `end` each has a pass of its own with timestamps. */
export class DispatchClock {
  /** The device as what is timed has to see it. */
  readonly device: GpuDevice;
  private readonly sets: QuerySet[] = [];
  private isTiming = false;
  private dispatches = 0;

  constructor(private readonly real: TimingDevice) {
    this.device = overriding<TimingDevice>(real, { createCommandEncoder: () => this.encoder() });
  }

  begin(): void {
    this.isTiming = true;
    this.dispatches = 0;
  }

  /** Milliseconds of the dispatches since `begin`, in order, once the device has carried them out. */
  async end(): Promise<readonly number[]> {
    this.isTiming = false;
    const size = bytesOfQuery * mostQueries;
    const all = size * this.sets.length;
    const resolved = this.real.createBuffer({ size: all, usage: queryResolve | copySource });
    const readback = this.real.createBuffer({ size: all, usage: mapRead | copyTarget });
    const encoder = this.real.createCommandEncoder();
    this.sets.forEach((set, index) => {
      const rest = 2 * this.dispatches - index * mostQueries;
      if (rest > 0) encoder.resolveQuerySet(set, 0, Math.min(mostQueries, rest), resolved, size * index);
    });
    encoder.copyBufferToBuffer(resolved, 0, readback, 0, all);
    this.real.queue.submit([encoder.finish()]);
    await readback.mapAsync(mapRead);
    const stamps = new BigUint64Array(readback.getMappedRange());
    const times = Array.from({ length: this.dispatches }, (_, index) => {
      const nanoseconds = Number((stamps[2 * index + 1] ?? 0n) - (stamps[2 * index] ?? 0n));
      return Math.max(0, nanoseconds / 1e6);
    });
    for (const buffer of [resolved, readback]) buffer.destroy();
    return times;
  }

  private encoder(): TimingEncoder {
    const encoder = this.real.createCommandEncoder();
    if (!this.isTiming) return encoder;
    return overriding(encoder, { beginComputePass: () => this.pass(encoder) });
  }

  /** A pass that is one for each dispatch. */
  private pass(encoder: TimingEncoder): GpuPass {
    let pipeline: Parameters<GpuPass["setPipeline"]> | undefined;
    let group: Parameters<GpuPass["setBindGroup"]> | undefined;
    return {
      setPipeline: (...given) => {
        pipeline = given;
      },
      setBindGroup: (...given) => {
        group = given;
      },
      dispatchWorkgroups: (...groups) => {
        const pass = encoder.beginComputePass(this.nextPair());
        if (pipeline !== undefined) pass.setPipeline(...pipeline);
        if (group !== undefined) pass.setBindGroup(...group);
        pass.dispatchWorkgroups(...groups);
        pass.end();
      },
      end: () => undefined,
    };
  }

  private nextPair(): TimedPass {
    const first = 2 * this.dispatches;
    const index = Math.floor(first / mostQueries);
    const querySet = (this.sets[index] ??= this.real.createQuerySet({
      type: "timestamp",
      count: mostQueries,
    }));
    this.dispatches += 1;
    const at = first % mostQueries;
    return { timestampWrites: { querySet, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 } };
  }
}

/** The object with some of its methods replaced; the others are called on the object itself. */
function overriding<T extends object>(target: T, own: Partial<T>): T {
  return new Proxy(target, {
    get: (from, key): unknown => {
      if (Object.hasOwn(own, key)) return Reflect.get(own, key);
      const value: unknown = Reflect.get(from, key);
      return typeof value === "function" ? (value.bind(from) as unknown) : value;
    },
  });
}
