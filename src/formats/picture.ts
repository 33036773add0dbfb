import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { jpegOrientation, pngOrientation, upright } from "./orientation.js";

/** Rows from the top, pixels from the left: red, green, blue and straight (not premultiplied) alpha, a byte each. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** About 8192 by 4096; decoding takes tens of bytes a pixel. */
const maxPixels = 1 << 25;
/** As long as resizing is exact for. */
const maxSide = 1 << 20;

const maxJpegMegabytes = 1024;

/**
 * Decodes PNG (all colour types and depths; 16 bits are rounded to 8) and JPEG (baseline and progressive), told apart
 * by their first bytes, and turns it upright as its Exif orientation says. Colour profiles and gamma are not applied.
 * Never throws.
 */
export function decodePicture(bytes: Uint8Array, file: string): DecodedPicture | Diagnostic {
  const refuse = (why: string): Diagnostic =>
    error("CNN0503", `${file} cannot be read as a picture: ${why}`, [
      { span: { file, start: 0, end: 0 }, text: why },
    ]);
  try {
    if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
      return upright(decodePng(bytes), pngOrientation(bytes));
    }
    if (startsWith(bytes, [0xff, 0xd8, 0xff])) return upright(decodeJpeg(bytes), jpegOrientation(bytes));
    return refuse("it is neither PNG nor JPEG");
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return refuse(`it is truncated, corrupt or too large (${detail})`);
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function decodeJpeg(bytes: Uint8Array): DecodedPicture {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    tolerantDecoding: false,
    maxResolutionInMP: maxPixels / 1e6,
    maxMemoryUsageInMB: maxJpegMegabytes,
  });
  return { width, height, data };
}

function decodePng(bytes: Uint8Array): DecodedPicture {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  checkPngSize(buffer);
  const { width, height, data } = PNG.sync.read(buffer);
  return { width, height, data };
}

/**
 * Holds a PNG to the limit before pngjs allocates: it trusts the header, and inflates interlaced data without end.
 * The header chunk comes first: 8 bytes of signature, 4 of length, "IHDR", then the fields.
 */
function checkPngSize(file: Buffer): void {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  if (width === 0 || height === 0) throw new Error("it has no pixels");
  if (Math.max(width, height) > maxSide)
    throw new Error(`a side of ${Math.max(width, height)} pixels is over ${maxSide}`);
  if (width * height > maxPixels) throw new Error(`${width} by ${height} is over ${maxPixels} pixels`);
  const isInterlaced = file.readUInt8(28) !== 0;
  if (!isInterlaced) return;
  const data: Buffer[] = [];
  // Length, type, content and a checksum; at most 8 bytes a pixel, and one more for each row of the 7 passes.
  for (let at = 8; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) {
    const content = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (file.toString("latin1", at + 4, at + 8) === "IDAT") data.push(content);
  }
  inflateSync(Buffer.concat(data), { maxOutputLength: 8 * width * height + 14 * height + 64 });
}
