import { pictureToTensor } from "./pictureToTensor.js";
import type { PictureRule, PictureShape, Pixels } from "./pictureToTensor.js";
import { InputError } from "./ports.js";

/** Classes of the platform, by name; none where a project's libraries do not know it. */
export type OfPlatform<Name extends string> = Name extends string
  ? typeof globalThis extends Record<Name, { prototype: infer Instance }>
    ? Instance
    : never
  : never;

type WithPlatform<Name extends string, Own> = Own | OfPlatform<Name>;

/** A picture: its bytes, or what a browser has as one. */
export type Picture = WithPlatform<
  | "HTMLCanvasElement"
  | "HTMLImageElement"
  | "HTMLVideoElement"
  | "ImageBitmap"
  | "OffscreenCanvas"
  | "VideoFrame",
  Pixels
>;

/** An input that takes pictures. */
export interface PictureInput {
  readonly picture: PictureRule;
  readonly shape: PictureShape;
}

/** What says how large a picture is, and whether it is there yet. */
interface PictureLike extends Partial<Record<PictureExtent, number>> {
  /** Of a video: 2 and more where there is a frame. */
  readonly readyState?: number;
}

type PictureExtent =
  | `${"naturalW" | "videoW" | "displayW" | "w"}idth`
  | `${"naturalH" | "videoH" | "displayH" | "h"}eight`;

/** The pictures that an input is given, one or several. Throws {@link InputError} where it is something else. */
export function picturesOf(name: string, given: unknown): readonly Picture[] {
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (all.every(isPicture)) return all;
  throw new InputError(
    `input ${name} must be a Float32Array, a picture, or an array of pictures`,
  );
}

function isPicture(given: unknown): given is Picture {
  if (typeof given !== "object" || given === null) return false;
  const { width, displayWidth } = given as PictureLike;
  return typeof (displayWidth ?? width) === "number";
}

/** Width and height of a picture. Throws {@link InputError} where there is nothing to see. */
export function pictureSize(
  name: string,
  picture: Picture,
): Pick<Pixels, "width" | "height"> {
  const it: PictureLike = picture;
  const width =
    it.naturalWidth ?? it.videoWidth ?? it.displayWidth ?? it.width ?? 0;
  const height =
    it.naturalHeight ?? it.videoHeight ?? it.displayHeight ?? it.height ?? 0;
  if (width > 0 && height > 0 && (it.readyState ?? 2) >= 2)
    return { width, height };
  throw new InputError(
    `input ${name}: a picture of ${width} by ${height} has no pixels; it may not be loaded yet, or closed`,
  );
}

/** What the platform threw where it was to read a picture. */
export function unreadablePicture(name: string, cause: unknown): InputError {
  const { name: kind, message } = cause as Partial<Error>;
  const reason =
    kind === "SecurityError"
      ? "is of another origin, which does not let this page read it"
      : `cannot be read: ${message ?? String(cause)}`;
  return new InputError(`input ${name}: the picture ${reason}`, { cause });
}

/** What is used of a canvas, whose types not every project has. */
interface CanvasPlatform {
  readonly OffscreenCanvas?: new (
    width: number,
    height: number,
  ) => {
    getContext(
      kind: "2d",
      options: { readonly willReadFrequently: true },
    ): CanvasContext | null;
  };
}

interface CanvasContext {
  drawImage(
    picture: object,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void;
  getImageData(x: number, y: number, width: number, height: number): Pixels;
}

/** The bytes of a picture. Throws {@link InputError} where they are not to be had. */
export function pixelsOf(name: string, picture: Picture): Pixels {
  const { width, height } = pictureSize(name, picture);
  if ("data" in picture) return picture;
  const { OffscreenCanvas } = globalThis as unknown as CanvasPlatform;
  const canvas = OffscreenCanvas && new OffscreenCanvas(width, height);
  const context = canvas?.getContext("2d", { willReadFrequently: true });
  if (!context)
    throw new InputError(`input ${name}: there is no canvas to read it from`);
  try {
    context.drawImage(picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw unreadablePicture(name, cause);
  }
}

/** What makes numbers of the pictures that an input is given, a sample each. */
export function pictureNumbers({
  picture: rule,
  shape,
}: PictureInput): (name: string, given: unknown) => Float32Array {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  return (name, given) => {
    const pictures = picturesOf(name, given);
    const tensor = new Float32Array(elements * pictures.length);
    pictures.forEach((picture, index) => {
      const sample = tensor.subarray(index * elements, (index + 1) * elements);
      pictureToTensor(pixelsOf(name, picture), rule, shape, sample);
    });
    return tensor;
  };
}
