import { InputError } from "../shared/ports.js";
import { pictureNumbers, pictureSize, picturesOf } from "../shared/pictures.js";
import type { Picture, PictureInput } from "../shared/pictures.js";
import { guardGpu } from "./gpuError.js";
import type { GpuInputPort } from "./gpuInputs.js";
import { GpuPicture } from "./gpuPicture.js";
import type { PictureKernels } from "./gpuPicture.js";
import { GpuRoom, textureUsage } from "./gpuRoom.js";
import { sampleAt, WaitingSamples } from "./gpuSamples.js";
import type { GpuBuffer, GpuTexture } from "./gpuTypes.js";

type PictureSize = ReturnType<typeof pictureSize>;

/** Rooms for pictures that are kept for the next ones, and those of a call whose pictures wait for the kernels. */
const mostRooms = 4;

/** What the pictures of a call have: the rooms that they are in, and what is done once there are kernels. */
interface PictureCall {
  readonly used: Set<GpuPicture>;
  readonly late: ((ready: PictureKernels) => void)[];
}

/**
 * What makes samples of an input's pictures, by kernels of these names. All are made when a call begins, for the pictures
 * have to be read by then, one after another in the same texture where they are of one size. The kernels are made with the
 * first pictures, which wait for them in textures of their own; the processor reads those that are too many for that.
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
    let made: PictureKernels | undefined;
    // The last one was used last.
    let rooms: GpuPicture[] = [];

    const make = async (): Promise<PictureKernels> => {
      const [columns, rows] = await Promise.all([
        machine.pipeline(kernels.columns),
        machine.pipeline(kernels.rows),
      ]);
      const failed = machine.failure();
      if (failed !== undefined) throw failed;
      return (made = { columns, rows });
    };
    const open = (label: string, size: PictureSize): GpuPicture => {
      const own = new GpuRoom(device);
      return own.fill(() => new GpuPicture(device, own, label, input, size));
    };
    const keep = (room: GpuPicture): void => {
      rooms = [...rooms.filter((other) => other !== room), room];
      if (rooms.length > mostRooms) rooms.shift()?.destroy();
    };
    const roomFor = (label: string, size: PictureSize): GpuPicture => {
      const { width, height } = size;
      const room =
        rooms.find((one) => one.width === width && one.height === height) ??
        open(label, size);
      keep(room);
      return room;
    };
    const forget = (room: GpuPicture): void => {
      rooms = rooms.filter((other) => other !== room);
      room.destroy();
    };
    /** Writes the sample of a picture, or leaves that to when there are kernels. */
    const write = (
      name: string,
      picture: Picture,
      samples: GpuBuffer,
      at: number,
      { used, late }: PictureCall,
    ): void => {
      const size = pictureSize(name, picture);
      const texture = textureOf(name, picture);
      const most = device.limits.maxTextureDimension2D;
      const isLarge = Math.max(size.width, size.height) > most;
      const isSurplus = made === undefined && used.size === mostRooms;
      if (!texture && (isLarge || isSurplus)) {
        device.queue.writeBuffer(samples, 4 * at, numbers(name, picture));
        return;
      }
      const label = `input ${name}`;
      const taken = (room: GpuPicture): GpuPicture => {
        used.add(room);
        if (texture) room.show(texture);
        else room.copy(name, picture);
        return room;
      };
      if (made !== undefined) {
        taken(roomFor(label, size)).write(made, samples, at);
      } else if (texture) {
        late.push((ready) => {
          taken(roomFor(label, size)).write(ready, samples, at);
        });
      } else {
        const room = taken(open(label, size));
        late.push((ready) => {
          room.write(ready, samples, at);
          keep(room);
        });
      }
    };
    /** What is late, in its order. */
    const writeLate = async (
      label: string,
      late: PictureCall["late"],
    ): Promise<void> => {
      const ready = await make();
      const { done } = guardGpu(device, label, () => {
        for (const each of late) each(ready);
      });
      await done;
    };
    return {
      take(name, given) {
        const pictures = picturesOf(name, given);
        const held = waiting.hold(`input ${name}`, pictures.length);
        const call: PictureCall = { used: new Set(), late: [] };
        const release = (sound: boolean): void => {
          if (!sound) {
            call.late.length = 0;
            call.used.forEach(forget);
          }
          held.release(sound);
        };
        try {
          pictures.forEach((picture, index) => {
            const [buffer, behind] = sampleAt(held, index);
            write(name, picture, buffer, behind * elements, call);
          });
        } catch (error) {
          release(false);
          throw error;
        }
        const ready =
          call.late.length === 0
            ? undefined
            : writeLate(`input ${name}`, call.late);
        // Whoever waits hears of it; until then it is nobody's unhandled rejection.
        ready?.catch(() => undefined);
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
