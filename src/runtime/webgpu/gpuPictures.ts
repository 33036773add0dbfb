import { InputError } from "../shared/ports.js";
import { pictureNumbers, pictureSize, picturesOf } from "../shared/pictures.js";
import type { PictureInput } from "../shared/pictures.js";
import type { GpuInputPort, TakenSample } from "./gpuInputs.js";
import { GpuPicture } from "./gpuPicture.js";
import type { PictureKernels } from "./gpuPicture.js";
import { textureUsage } from "./gpuRoom.js";
import type { GpuTexture } from "./gpuTypes.js";

/** Pictures whose room is kept for the next ones of their size. */
const mostKept = 4;

/** What brings the pictures of an input to its buffer, by kernels of these names. */
export function gpuPictures(
  input: PictureInput,
  kernels: PictureKernels<string>,
): NonNullable<GpuInputPort["pictures"]> {
  return (machine, target) => {
    const { device } = machine;
    const numbers = pictureNumbers(input);
    const pipelines = {
      columns: machine.pipeline(kernels.columns),
      rows: machine.pipeline(kernels.rows),
    };
    // Those that no call uses; the last one was used last.
    let free: GpuPicture[] = [];
    let isOpen = true;

    const roomFor = (size: ReturnType<typeof pictureSize>): GpuPicture => {
      const known = free.find(
        ({ width, height }) => width === size.width && height === size.height,
      );
      free = free.filter((picture) => picture !== known);
      return known ?? new GpuPicture(device, pipelines, input, target, size);
    };
    const release = (picture: GpuPicture): void => {
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
    return {
      take: (name, given) =>
        picturesOf(name, given).map((picture) => {
          const size = pictureSize(name, picture);
          const texture = textureOf(name, picture);
          const most = device.limits.maxTextureDimension2D;
          if (!texture && Math.max(size.width, size.height) > most)
            return onCpu(name, picture);
          const room = roomFor(size);
          try {
            if (texture) room.show(texture);
            else room.copy(name, picture);
          } catch (error) {
            release(room);
            throw error;
          }
          return {
            record(encoder, at) {
              room.record(encoder, at);
            },
            release() {
              release(room);
            },
          };
        }),
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
