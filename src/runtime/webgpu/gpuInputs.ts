import { InputError, numbersOf } from "../shared/ports.js";
import type { InputPort } from "../shared/ports.js";
import type { GpuMachine } from "./gpuMachine.js";
import { bufferUsage } from "./gpuRoom.js";
import { sampleAt } from "./gpuSamples.js";
import type { GpuSamples, HeldSamples } from "./gpuSamples.js";
import { bufferOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuEncoder } from "./gpuTypes.js";

/** Where an input or output is: in which buffer, and from which element on. */
export interface GpuPlace {
  readonly buffer: number;
  readonly at: number;
}

export interface GpuInputPort extends InputPort, GpuPlace {
  /** Opens what makes samples of pictures, where the input takes them. */
  readonly pictures?: (machine: GpuMachine, batch: number) => GpuPictureTaker;
}

/** What makes samples of pictures. */
export interface GpuPictureTaker {
  /** Those of the pictures as they are now. Throws an `InputError` for what is none. */
  take(
    name: string,
    given: unknown,
  ): HeldSamples & Pick<TakenInput, "ready"> & { readonly samples: number };
  destroy(): void;
}

/** What an input was given, until the call is over. */
export interface TakenInput {
  /** Elements of all samples. */
  readonly length: number;
  /** What its samples are made with, where they are; rejects with a `GpuError`. */
  readonly ready?: Promise<void> | undefined;
  /** Has `count` samples from the `first` on brought to the input's buffer, before what the encoder records then. */
  fill(encoder: GpuEncoder, first: number, count: number): void;
  /** The call is over; what was made for it serves others only where it is `sound`. */
  release(sound: boolean): void;
}

/** An input of a network, which takes numbers, buffers, and pictures where they are declared. */
export interface GpuInput {
  readonly name: string;
  /** Throws an `InputError`. */
  take(given: unknown): TakenInput;
  destroy(): void;
}

/** An input for batches of so many samples. */
export function openGpuInput(
  port: GpuInputPort,
  machine: GpuMachine,
  batch: number,
): GpuInput {
  const { name, at, elements, whole } = port;
  const { device } = machine;
  const target = bufferOf(machine.buffers, port.buffer);
  const pictures = port.pictures?.(machine, batch);

  /** The rest of a batch is zeros. */
  const clear = (encoder: GpuEncoder, count: number): void => {
    if (whole || count === batch) return;
    const rest = 4 * (batch - count) * elements;
    encoder.clearBuffer(target, 4 * (at + count * elements), rest);
  };
  const ofBuffers = (
    samples: GpuSamples,
    length: number,
    release: TakenInput["release"] = () => undefined,
  ): TakenInput => ({
    length,
    fill(encoder, first, count) {
      const [buffer, behind] = sampleAt(samples, whole ? 0 : first);
      const size = 4 * (whole ? 1 : count) * elements;
      const from = 4 * behind * elements;
      encoder.copyBufferToBuffer(buffer, from, target, 4 * at, size);
      clear(encoder, count);
    },
    release,
  });
  const ofNumbers = (numbers: Float32Array): TakenInput => ({
    length: numbers.length,
    fill(encoder, first, count) {
      const part = numbers.subarray(
        first * elements,
        (first + count) * elements,
      );
      device.queue.writeBuffer(target, 4 * at, whole ? numbers : part);
      clear(encoder, count);
    },
    release: () => undefined,
  });
  return {
    name,
    take(given) {
      if (given instanceof Float32Array) return ofNumbers(given.slice());
      if (isBuffer(given)) {
        const buffers = [readable(name, given)];
        return ofBuffers({ buffers, each: Infinity }, given.size / 4);
      }
      if (pictures !== undefined) {
        const held = pictures.take(name, given);
        const length = held.samples * elements;
        const taken = ofBuffers(held, length, (sound) => {
          held.release(sound);
        });
        return { ...taken, ready: held.ready };
      }
      return ofNumbers(numbersOf(port, given));
    },
    destroy() {
      pictures?.destroy();
    },
  };
}

export function isBuffer(given: unknown): given is GpuBuffer {
  return typeof given === "object" && given !== null && "mapAsync" in given;
}

function readable(name: string, buffer: GpuBuffer): GpuBuffer {
  if ((buffer.usage & bufferUsage.copySource) !== 0) return buffer;
  throw new InputError(`input ${name}: the buffer needs the usage COPY_SRC`);
}
