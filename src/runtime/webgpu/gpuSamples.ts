import { bufferUsage, GpuRoom } from "./gpuRoom.js";
import { bufferOf } from "./gpuSteps.js";
import type { GpuBuffer, GpuDevice } from "./gpuTypes.js";

/** Samples on a device, one after another. */
export interface GpuSamples {
  readonly buffers: readonly GpuBuffer[];
  /** How many a buffer holds: batches, so that none lies in two. */
  readonly each: number;
}

/** Where a sample is: in which buffer, and behind how many others. */
export function sampleAt(
  { buffers, each }: GpuSamples,
  sample: number,
): readonly [buffer: GpuBuffer, behind: number] {
  return [bufferOf(buffers, Math.floor(sample / each)), sample % each];
}

/** What a call has until it is over. */
export interface HeldSamples extends GpuSamples {
  /** The call is over; what was made for it serves others only where it is `sound`. */
  release(sound: boolean): void;
}

/** Places for a batch that are kept for the next calls. */
const mostSpare = 4;

/** Places in which samples of so many elements wait for their turn. */
export class WaitingSamples {
  private readonly device: GpuDevice;
  private readonly elements: number;
  private readonly batch: number;
  private readonly spare: { room: GpuRoom; buffers: readonly GpuBuffer[] }[];
  private isOpen = true;

  constructor(device: GpuDevice, elements: number, batch: number) {
    this.device = device;
    this.elements = elements;
    this.batch = batch;
    this.spare = [];
  }

  /** A place for so many; the device's messages call it by the label. */
  hold(label: string, count: number): HeldSamples {
    const { batch, device, elements, spare } = this;
    const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const bytes = 4 * elements * batch;
    const batches = Math.ceil(count / batch);
    const together = Math.max(1, Math.floor(most / bytes));
    const { storage, copySource, copyTarget } = bufferUsage;
    const make = () => {
      const room = new GpuRoom(device);
      const buffers = room.fill(() =>
        Array.from({ length: Math.ceil(batches / together) }, (_, index) => {
          const here = Math.min(together, batches - index * together);
          const usage = storage | copySource | copyTarget;
          return room.create(label, bytes * here, usage);
        }),
      );
      return { room, buffers };
    };
    const held = (batches === 1 ? spare.pop() : undefined) ?? make();
    return {
      buffers: held.buffers,
      each: together * batch,
      release: (sound) => {
        const isKept = sound && this.isOpen && spare.length < mostSpare;
        if (isKept && batches === 1) spare.push(held);
        else held.room.destroy();
      },
    };
  }

  destroy(): void {
    this.isOpen = false;
    for (const { room } of this.spare.splice(0)) room.destroy();
  }
}
