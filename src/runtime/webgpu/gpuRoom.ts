import type { GpuBuffer, GpuDevice } from "./gpuTypes.js";

/** `GPUBufferUsage`. */
export const bufferUsage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

/** Buffers on a device that are given back together. */
export class GpuRoom {
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
