import {
  checkPixels,
  cropAxes,
  numbersOfBytes,
} from "../shared/pictureToTensor.js";
import type { Pixels } from "../shared/pictureToTensor.js";
import { unreadablePicture } from "../shared/pictures.js";
import type { Picture, PictureInput } from "../shared/pictures.js";
import type { TriangleTaps } from "../shared/triangleTaps.js";
import { bufferUsage } from "./gpuRoom.js";
import type { GpuRoom } from "./gpuRoom.js";
import type {
  GpuBuffer,
  GpuDevice,
  GpuPipeline,
  GpuTexture,
} from "./gpuTypes.js";

/** The kernels that resize a picture's columns, and then its rows. */
export interface PictureKernels<Kernel = GpuPipeline> {
  readonly columns: Kernel;
  readonly rows: Kernel;
}

/** Bytes between the uniforms of both kernels. */
const uniformStride = 256;

/** Side of their workgroups. */
const groupSide = 8;

/** Room on a device for pictures of some size, and how each becomes the sample of an input. */
export class GpuPicture {
  readonly width: number;
  readonly height: number;
  private readonly label: string;
  private readonly device: GpuDevice;
  private readonly room: GpuRoom;
  private readonly taps: GpuBuffer;
  private readonly narrowed: GpuBuffer;
  private readonly uniform: GpuBuffer;
  private readonly numbers: GpuBuffer;
  private readonly groups: PictureKernels<[number, number, number]>;
  /** Where the uniform of the rows says which element is the first. */
  private readonly outputAt: number;
  private shown: GpuTexture | undefined;
  private columnGroup: object | undefined;
  private own: GpuTexture | undefined;
  private rowGroup: object | undefined;
  private written: GpuBuffer | undefined;

  /** What it makes is of the `room`, which is its own; the device's messages call that by the label. */
  constructor(
    device: GpuDevice,
    room: GpuRoom,
    label: string,
    input: PictureInput,
    { width, height }: Pick<Pixels, "width" | "height">,
  ) {
    const { picture, shape } = input;
    const [columns, rows] = cropAxes({ width, height }, picture, shape);
    const last = rows.taps[rows.taps.length - 1];
    const top = rows.taps[0]?.first ?? 0;
    const needed = last ? last.first + last.doubled.length - top : 0;
    const shown = columns.taps.length;
    const isGray = Number(picture.channels === "gray");
    const isBgr = Number(picture.channels === "bgr");
    const ofRows = [shown, rows.taps.length, top, isBgr];
    const numbers = new Float32Array(256 * shape[0]);
    for (let channel = 0; channel < shape[0]; channel += 1)
      numbers.set(numbersOfBytes(picture, channel), 256 * channel);

    this.width = width;
    this.height = height;
    this.device = device;
    this.label = label;
    this.room = room;
    const { storage, uniform, copyTarget } = bufferUsage;
    const held = (data: Uint32Array | Float32Array): GpuBuffer => {
      const buffer = this.create(data.byteLength, storage | copyTarget);
      device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    this.taps = held(tapNumbers([...columns.taps, ...rows.taps]));
    this.narrowed = this.create(4 * shown * needed, storage);
    this.uniform = this.create(2 * uniformStride, uniform | copyTarget);
    const forColumns = Uint32Array.of(shown, needed, top, isGray);
    device.queue.writeBuffer(this.uniform, 0, forColumns);
    const [channels, tall, wide] = shape;
    const forRows = [wide, tall, channels, columns.at, rows.at, ...ofRows];
    device.queue.writeBuffer(
      this.uniform,
      uniformStride,
      Uint32Array.from(forRows),
    );
    this.outputAt = uniformStride + 4 * forRows.length;
    this.numbers = held(numbers);
    const groups = (across: number, down: number): [number, number, number] => [
      Math.ceil(across / groupSide),
      Math.ceil(down / groupSide),
      1,
    ];
    this.groups = { columns: groups(shown, needed), rows: groups(wide, tall) };
  }

  /** Takes the picture as it is now. Throws an `InputError` where the platform does not let it be read. */
  copy(name: string, picture: Picture): void {
    const { label, width, height, device } = this;
    const size: [number, number] = [width, height];
    const texture = (this.own ??= this.room.createPicture(
      label,
      width,
      height,
    ));
    this.show(texture);
    if ("data" in picture) {
      checkPixels(picture);
      const layout = { bytesPerRow: 4 * width };
      const { data } = picture;
      const bytes =
        data instanceof Uint8Array || data instanceof Uint8ClampedArray
          ? data
          : Uint8Array.from(data);
      device.queue.writeTexture({ texture }, bytes, layout, size);
      return;
    }
    try {
      device.queue.copyExternalImageToTexture(
        { source: picture },
        { texture, premultipliedAlpha: false },
        size,
      );
    } catch (cause) {
      throw unreadablePicture(name, cause);
    }
  }

  /** Takes the picture from a texture. */
  show(texture: GpuTexture): void {
    if (texture === this.shown) return;
    this.shown = texture;
    this.columnGroup = undefined;
  }

  /** Has its sample written to a buffer, from an element on: then it may become another picture. */
  write(kernels: PictureKernels, samples: GpuBuffer, at: number): void {
    const { device, label } = this;
    this.columnGroup ??= this.bind(kernels.columns, 0, [
      ...(this.shown ? [this.shown.createView()] : []),
      { buffer: this.taps },
      { buffer: this.narrowed },
    ]);
    if (samples !== this.written) {
      this.written = samples;
      this.rowGroup = this.bind(kernels.rows, uniformStride, [
        { buffer: this.narrowed },
        { buffer: this.taps },
        { buffer: this.numbers },
        { buffer: samples },
      ]);
    }
    device.queue.writeBuffer(this.uniform, this.outputAt, Uint32Array.of(at));
    const encoder = device.createCommandEncoder({ label });
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernels.columns);
    pass.setBindGroup(0, this.columnGroup);
    pass.dispatchWorkgroups(...this.groups.columns);
    pass.setPipeline(kernels.rows);
    pass.setBindGroup(0, this.rowGroup);
    pass.dispatchWorkgroups(...this.groups.rows);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  destroy(): void {
    this.room.destroy();
  }

  private create(size: number, usage: number): GpuBuffer {
    return this.room.create(this.label, size, usage);
  }

  private bind(
    kernel: GpuPipeline,
    offset: number,
    resources: readonly object[],
  ): object {
    const uniform = { buffer: this.uniform, offset, size: uniformStride };
    return this.device.createBindGroup({
      label: this.label,
      layout: kernel.getBindGroupLayout(0),
      entries: [uniform, ...resources].map((resource, binding) => ({
        binding,
        resource,
      })),
    });
  }
}

/** Sums of bytes by such weights stay below 2^32. */
const mostWeight = Math.floor((2 ** 32 - 1) / 511);

/**
 * Four numbers for each element of resized lines: first of the elements that
 * count, how many, where their doubled weights are, and the weights' sum; then
 * the weights. Where sums would not fit, weights are smaller by a factor, and
 * rounded.
 */
function tapNumbers(lines: readonly TriangleTaps[]): Uint32Array {
  const heads: number[] = [];
  const weights: number[] = [];
  for (const { first, doubled, sum } of lines) {
    const begin = 4 * lines.length + weights.length;
    const factor = (mostWeight - doubled.length) / sum;
    const fitted =
      factor >= 1
        ? doubled
        : doubled.map((twice) => 2 * Math.round((twice / 2) * factor));
    const whole = factor >= 1 ? sum : fitted.reduce((a, b) => a + b, 0) / 2;
    heads.push(first, doubled.length, begin, whole);
    weights.push(...fitted);
  }
  return Uint32Array.from([...heads, ...weights]);
}
