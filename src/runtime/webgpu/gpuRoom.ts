import type { GpuBuffer, GpuDevice, GpuTexture } from "./gpuTypes.js";

/** `GPUBufferUsage`. */
export const bufferUsage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

/** `GPUTextureUsage`. */
export const textureUsage = {
  copyTarget: 0x2,
  binding: 0x4,
  attachment: 0x10,
} as const;

/** Buffers and textures on a device that are given back together. */
export class GpuRoom {
  private readonly device: GpuDevice;
  private readonly held: (GpuBuffer | GpuTexture)[] = [];

  constructor(device: GpuDevice) {
    this.device = device;
  }

  /** Does what makes some of it; where that throws, nothing of the room stays. */
  fill<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  /** A buffer of so many bytes, which the device's messages call by the label. */
  create(label: string, size: number, usage: number): GpuBuffer {
    const buffer = this.device.createBuffer({ label, size, usage });
    this.held.push(buffer);
    return buffer;
  }

  /** A texture of bytes, for pictures to be copied to. */
  createPicture(label: string, width: number, height: number): GpuTexture {
    const { copyTarget, binding, attachment } = textureUsage;
    const texture = this.device.createTexture({
      label,
      size: [width, height],
      format: "rgba8unorm",
      usage: copyTarget | binding | attachment,
    });
    this.held.push(texture);
    return texture;
  }

  destroy(): void {
    for (const each of this.held.splice(0)) each.destroy();
  }
}
