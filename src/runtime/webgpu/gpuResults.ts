import { InputError, outputElements } from "../shared/ports.js";
import type { Port } from "../shared/ports.js";
import { allDone, gpuErrorOf, guardGpu } from "./gpuError.js";
import type { Guarded } from "./gpuError.js";
import { isBuffer } from "./gpuInputs.js";
import type { GpuPlace } from "./gpuInputs.js";
import type { GpuMachine } from "./gpuMachine.js";
import { bufferUsage, GpuRoom } from "./gpuRoom.js";
import { bufferOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuDevice, GpuEncoder } from "./gpuTypes.js";

export interface GpuPort extends Port, GpuPlace {}

/** Where results go. */
export interface GpuResults {
  /** Has the first `count` samples of a batch taken to the place of the `first` one and those behind it. */
  record(encoder: GpuEncoder, first: number, count: number): void;
  /** Waits until what was recorded is there. */
  arrive(first: number, count: number): Promise<void>;
}

/** Reads results back, port by port in that order. */
export interface GpuReadback {
  into(results: readonly (Float32Array | undefined)[]): GpuResults;
}

/** Makes the buffers through which batches are read back: as few as the device's largest buffer allows. */
export async function openReadback(
  machine: GpuMachine,
  ports: readonly GpuPort[],
  batch: number,
): Promise<GpuReadback> {
  const mostElements = machine.device.limits.maxBufferSize / 4;
  const sizes: number[] = [];
  const places = ports.map((port) => {
    const elements = outputElements(port, batch);
    const isFull = (sizes.at(-1) ?? mostElements) + elements > mostElements;
    const at = isFull ? 0 : (sizes.at(-1) ?? 0);
    if (isFull) sizes.push(elements);
    else sizes[sizes.length - 1] = at + elements;
    const source = bufferOf(machine.buffers, port.buffer);
    return { port, source, buffer: sizes.length - 1, at };
  });
  const buffers = await Promise.all(
    sizes.map((size) => machine.readback(size)),
  );
  return {
    into: (results) => ({
      record(encoder, _, count) {
        for (const { port, source, buffer, at } of places) {
          const size = 4 * outputElements(port, count);
          const target = bufferOf(buffers, buffer);
          encoder.copyBufferToBuffer(source, 4 * port.at, target, 4 * at, size);
        }
      },
      async arrive(first, count) {
        try {
          await Promise.all(buffers.map((buffer) => buffer.mapAsync(1)));
        } catch (cause) {
          throw gpuErrorOf(machine.failure() ?? cause, "device-lost", "");
        }
        const mapped = buffers.map(
          (buffer) => new Float32Array(buffer.getMappedRange()),
        );
        try {
          places.forEach(({ port, buffer, at }, index) => {
            const length = outputElements(port, count);
            const to = port.whole ? 0 : first * port.elements;
            const numbers = mapped[buffer]?.subarray(at, at + length) ?? [];
            const result = results[index];
            // What was large enough when the call began is empty now.
            if (result && result.length < to + length)
              throw new InputError(`output ${port.name} was transferred away`);
            result?.set(numbers, to);
          });
        } finally {
          for (const buffer of buffers) buffer.unmap();
        }
      },
    }),
  };
}

/** Results by the names of ports, on the device. */
export type PortDeviceBuffers = Readonly<Record<string, GpuBuffer | undefined>>;

/** Buffers of the network for results: the same ones as long as the number of samples stays. */
export class ResultBuffers {
  private readonly device: GpuDevice;
  private readonly ports: readonly GpuPort[];
  private readonly old: GpuRoom[] = [];
  private room: GpuRoom;
  private buffers: Guarded<PortDeviceBuffers>;
  private held = -1;

  constructor({ device }: GpuMachine, ports: readonly GpuPort[]) {
    this.device = device;
    this.ports = ports;
    this.room = new GpuRoom(device);
    this.buffers = { result: {}, done: Promise.resolve() };
  }

  /** Those of another number of samples stay until the call ends: they may be its inputs. */
  of(samples: number): Guarded<PortDeviceBuffers> {
    if (samples === this.held) return this.buffers;
    this.old.push(this.room);
    this.room = new GpuRoom(this.device);
    const { storage, copySource, copyTarget } = bufferUsage;
    const usage = storage | copySource | copyTarget;
    const made = this.ports.map((port) => {
      const label = `output ${port.name}`;
      const size = 4 * outputElements(port, samples);
      const { result, done } = guardGpu(this.device, label, () =>
        this.room.create(label, size, usage),
      );
      return { entry: [port.name, result] as const, done };
    });
    this.held = samples;
    this.buffers = {
      result: Object.fromEntries(made.map(({ entry }) => entry)),
      done: allDone(made.map(({ done }) => done)),
    };
    return this.buffers;
  }

  /** All of a call is submitted, or something failed: then those that it made may be none. */
  end(sound: boolean): void {
    for (const room of this.old.splice(0)) room.destroy();
    if (!sound) this.destroy();
  }

  destroy(): void {
    this.held = -1;
    for (const room of [...this.old.splice(0), this.room]) room.destroy();
  }
}

/** Throws an `InputError` where a buffer that results are written to is none, or too small. */
export function checkOutputBuffers(
  ports: readonly GpuPort[],
  given: PortDeviceBuffers,
  samples: number,
): void {
  for (const port of ports) {
    const buffer = given[port.name];
    const size = 4 * outputElements(port, samples);
    const { copyTarget } = bufferUsage;
    if (!isBuffer(buffer) || buffer.size < size || !(buffer.usage & copyTarget))
      throw new InputError(
        `output ${port.name} must be a GPUBuffer of ${size} bytes with the usage COPY_DST`,
      );
  }
}

/** Leaves results in buffers of the device. */
export function intoBuffers(
  machine: GpuMachine,
  ports: readonly GpuPort[],
  results: readonly (GpuBuffer | undefined)[],
): GpuResults {
  return {
    record(encoder, first, count) {
      ports.forEach((port, index) => {
        const target = results[index];
        if (target === undefined) return;
        encoder.copyBufferToBuffer(
          bufferOf(machine.buffers, port.buffer),
          4 * port.at,
          target,
          port.whole ? 0 : 4 * first * port.elements,
          4 * outputElements(port, count),
        );
      });
    },
    arrive: () => Promise.resolve(),
  };
}
