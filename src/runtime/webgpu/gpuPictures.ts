import { InputError } from "../shared/ports.js";
import { pictureNumbers, pictureSize, picturesOf } from "../shared/pictures.js";
import type { Picture, PictureInput } from "../shared/pictures.js";
import { allDone } from "./gpuError.js";
import type { GpuInputPort } from "./gpuInputs.js";
import { GpuPicture } from "./gpuPicture.js";
import type { PictureKernels } from "./gpuPicture.js";
import { GpuRoom, textureUsage } from "./gpuRoom.js";
import { sampleAt, WaitingSamples } from "./gpuSamples.js";
import type { GpuBuffer, GpuTexture } from "./gpuTypes.js";

type PictureSize = ReturnType<typeof pictureSize>;

/** Sizes of pictures whose rooms are kept for the next ones. */
const mostSizes = 4;

/**
 * What makes samples of an input's pictures, by kernels of these names. All are made when a call begins, for the pictures
 * have to be read by then, one after another in the same texture where they are of one size. Kernels that are not there
 * by then are made first, on the device's own time line.
 */
export function gpuPictures(
  input: PictureInput,
  kernels: PictureKernels<string>,
): NonNullable<GpuInputPort["pictures"]> {
  return (machine, batch) => {
    const { device } = machine;
    const elements = input.shape.reduce((all, extent) => all * extent, 1);
    const waiting = new WaitingSamples(device, elements, batch);
    const numbers = pictureNumbers(input);
    // The last one was used last.
    let rooms: GpuPicture[] = [];

    const open = (label: string, size: PictureSize): GpuPicture => {
      const own = new GpuRoom(device);
      return own.fill(() => new GpuPicture(device, own, label, input, size));
    };
    const roomFor = (label: string, size: PictureSize): GpuPicture => {
      const { width, height } = size;
      const room =
        rooms.find((one) => one.width === width && one.height === height) ??
        open(label, size);
      rooms = [...rooms.filter((other) => other !== room), room];
      if (rooms.length > mostSizes) rooms.shift()?.destroy();
      return room;
    };
    const forget = (room: GpuPicture): void => {
      rooms = rooms.filter((other) => other !== room);
      room.destroy();
    };
    /** Writes the sample of a picture; the room in which it is made is one of those `used`. */
    const write = (
      name: string,
      picture: Picture,
      samples: GpuBuffer,
      at: number,
      made: PictureKernels,
      used: Set<GpuPicture>,
    ): void => {
      const size = pictureSize(name, picture);
      const texture = textureOf(name, picture);
      const most = device.limits.maxTextureDimension2D;
      if (!texture && Math.max(size.width, size.height) > most) {
        device.queue.writeBuffer(samples, 4 * at, numbers(name, picture));
        return;
      }
      const room = roomFor(`input ${name}`, size);
      used.add(room);
      if (texture) room.show(texture);
      else room.copy(name, picture);
      room.write(made, samples, at);
    };
    return {
      take(name, given) {
        const pictures = picturesOf(name, given);
        const columns = machine.pipeline(kernels.columns);
        const rows = machine.pipeline(kernels.rows);
        const made = { columns: columns.result, rows: rows.result };
        const held = waiting.hold(`input ${name}`, pictures.length);
        const used = new Set<GpuPicture>();
        const release = (sound: boolean): void => {
          if (!sound) used.forEach(forget);
          held.release(sound);
        };
        try {
          pictures.forEach((picture, index) => {
            const [buffer, behind] = sampleAt(held, index);
            write(name, picture, buffer, behind * elements, made, used);
          });
        } catch (error) {
          release(false);
          throw error;
        }
        const ready = allDone([columns.done, rows.done]);
        return { ...held, samples: pictures.length, release, ready };
      },
      destroy() {
        for (const room of rooms.splice(0)) room.destroy();
        waiting.destroy();
      },
    };
  };
}

/** A texture, where that is what was given. */
function textureOf(name: string, given: object): GpuTexture | undefined {
  if (!("createView" in given)) return undefined;
  const texture = given as GpuTexture;
  if (!/^(rgba|bgra)8unorm$/.test(texture.format))
    throw new InputError(
      `input ${name}: the texture must be rgba8unorm or bgra8unorm, not ${texture.format}`,
    );
  if ((texture.usage & textureUsage.binding) !== 0) return texture;
  throw new InputError(
    `input ${name}: the texture needs the usage TEXTURE_BINDING`,
  );
}
