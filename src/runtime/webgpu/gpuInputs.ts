import { InputError, numbersOf } from "../shared/ports.js";
import type { InputPort } from "../shared/ports.js";
import type { GpuMachine } from "./gpuMachine.js";
import { bufferUsage } from "./gpuRoom.js";
import { bufferOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuEncoder } from "./gpuTypes.js";

/** Where an input or output is: in which buffer, and from which element on. */
export interface GpuPlace {
  readonly buffer: number;
  readonly at: number;
}

export interface GpuInputPort extends InputPort, GpuPlace {
  /** Opens what brings pictures here, where the input takes them. */
  readonly pictures?: (
    machine: GpuMachine,
    target: GpuBuffer,
    batch: number,
  ) => GpuPictureTaker;
}

/** What brings pictures to an input. */
export interface GpuPictureTaker {
  /** The pictures as they are now. Throws an `InputError` for what is none. */
  take(name: string, given: unknown): readonly TakenSample[];
  destroy(): void;
}

/** A sample that a call was given, until the call is over. */
export interface TakenSample {
  /** Has its numbers written, from an element of the input's buffer on. */
  record(encoder: GpuEncoder, at: number): void;
  /** The call is over; what was made for it serves others only where it is `sound`. */
  release(sound: boolean): void;
}

/** What an input was given, until the call is over. */
export interface TakenInput {
  /** Elements of all samples. */
  readonly length: number;
  /** Has `count` samples from the `first` on brought to the input's buffer, before what the encoder records then. */
  fill(encoder: GpuEncoder, first: number, count: number): void;
  /** As of a sample. */
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
  const pictures = port.pictures?.(machine, target, batch);

  /** The rest of a batch is zeros. */
  const clear = (encoder: GpuEncoder, count: number): void => {
    if (whole || count === batch) return;
    const rest = 4 * (batch - count) * elements;
    encoder.clearBuffer(target, 4 * (at + count * elements), rest);
  };
  const ofSamples = (samples: readonly TakenSample[]): TakenInput => ({
    length: samples.length * elements,
    fill(encoder, first, count) {
      samples.slice(first, first + count).forEach((sample, index) => {
        sample.record(encoder, at + index * elements);
      });
      clear(encoder, count);
    },
    release(sound) {
      for (const sample of samples) sample.release(sound);
    },
  });
  const ofBuffer = (buffer: GpuBuffer): TakenInput => ({
    length: buffer.size / 4,
    fill(encoder, first, count) {
      const [from, size] = whole ? [0, elements] : [first, count * elements];
      encoder.copyBufferToBuffer(
        buffer,
        4 * from * elements,
        target,
        4 * at,
        4 * size,
      );
      clear(encoder, count);
    },
    release: () => undefined,
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
      if (isBuffer(given)) return ofBuffer(readable(name, given));
      if (pictures !== undefined) return ofSamples(pictures.take(name, given));
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
