import { InputError } from "../shared/ports.js";
import { pictureNumbers, pictureSize, picturesOf } from "../shared/pictures.js";
import type { Picture, PictureInput } from "../shared/pictures.js";
import type { GpuInputPort, TakenSample } from "./gpuInputs.js";
import { GpuPicture } from "./gpuPicture.js";
import type { PictureKernels } from "./gpuPicture.js";
import { textureUsage } from "./gpuRoom.js";
import type { GpuTexture } from "./gpuTypes.js";

/** Pictures whose room is kept for the next ones of their size, and no fewer than in a batch. */
const fewestKept = 4;

/**
 * What brings the pictures of an input to its buffer, by kernels of these names. Each picture of a call has a room until
 * the call is over, for it has to be read when the call begins.
 */
export function gpuPictures(
  input: PictureInput,
  kernels: PictureKernels<string>,
): NonNullable<GpuInputPort["pictures"]> {
  return (machine, target, batch) => {
    const { device } = machine;
    const mostKept = Math.max(fewestKept, batch);
    const numbers = pictureNumbers(input);
    const pipelines = {
      columns: machine.pipeline(kernels.columns),
      rows: machine.pipeline(kernels.rows),
    };
    // Those that no call uses; the last one was used last.
    let free: GpuPicture[] = [];
    let isOpen = true;

    const roomFor = (
      name: string,
      size: ReturnType<typeof pictureSize>,
    ): GpuPicture => {
      const known = free.find(
        ({ width, height }) => width === size.width && height === size.height,
      );
      free = free.filter((picture) => picture !== known);
      if (known !== undefined) return known;
      const label = `input ${name}`;
      return new GpuPicture(device, label, pipelines, input, target, size);
    };
    const release = (picture: GpuPicture, sound: boolean): void => {
      if (!sound) {
        picture.destroy();
        return;
      }
      free.push(picture);
      const surplus = isOpen ? Math.max(0, free.length - mostKept) : 1;
      for (const old of free.splice(0, surplus)) old.destroy();
    };
    /** For a picture that no texture holds. */
    const onCpu = (name: string, given: unknown): TakenSample => {
      const sample = numbers(name, given);
      return {
        record(_, at) {
          device.queue.writeBuffer(target, 4 * at, sample);
        },
        release: () => undefined,
      };
    };
    const takeOne = (name: string, picture: Picture): TakenSample => {
      const size = pictureSize(name, picture);
      const texture = textureOf(name, picture);
      const most = device.limits.maxTextureDimension2D;
      if (!texture && Math.max(size.width, size.height) > most)
        return onCpu(name, picture);
      const room = roomFor(name, size);
      try {
        if (texture) room.show(texture);
        else room.copy(name, picture);
      } catch (error) {
        release(room, false);
        throw error;
      }
      return {
        record(encoder, at) {
          room.record(encoder, at);
        },
        release(sound) {
          release(room, sound);
        },
      };
    };
    return {
      take(name, given) {
        const taken: TakenSample[] = [];
        try {
          for (const picture of picturesOf(name, given))
            taken.push(takeOne(name, picture));
        } catch (error) {
          for (const sample of taken) sample.release(false);
          throw error;
        }
        return taken;
      },
      destroy() {
        isOpen = false;
        for (const picture of free.splice(0)) picture.destroy();
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
