// How a picture is to be turned before it is shown: Exif's Orientation (tag 0x0112, JEITA CP-3451), which lies in an
// APP1 segment of a JPEG and in the eXIf chunk of a PNG. What is malformed is as if it were not there.

/** 1 is upright; 2 to 4 mirror or turn by half, 5 to 8 by a quarter as well. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export function jpegOrientation(file: Uint8Array): Orientation {
  const view = viewOf(file);
  // Segments after the first marker: 0xff, marker, length (itself included), content; up to the scan.
  for (let at = 2; at + 4 <= file.length && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) break;
    const end = at + 2 + view.getUint16(at + 2);
    const content = file.subarray(at + 4, end);
    if (marker === 0xe1 && startsWith(content, "Exif\0\0")) return tiffOrientation(content.subarray(6));
    at = end;
  }
  return 1;
}

export function pngOrientation(file: Uint8Array): Orientation {
  const view = viewOf(file);
  // Chunks after the signature: length, type, content and a checksum.
  for (let at = 8; at + 12 <= file.length; at += 12 + view.getUint32(at)) {
    const content = file.subarray(at + 8, at + 8 + view.getUint32(at));
    if (startsWith(file.subarray(at + 4), "eXIf")) return tiffOrientation(content);
  }
  return 1;
}

/** The Orientation of the first directory: one SHORT from 1 to 8. */
function tiffOrientation(bytes: Uint8Array): Orientation {
  const little = startsWith(bytes, "II*\0");
  if ((!little && !startsWith(bytes, "MM\0*")) || bytes.length < 8) return 1;
  const view = viewOf(bytes);
  const directory = view.getUint32(4, little);
  if (directory + 2 > bytes.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry += 1) {
    // Tag, type, count and value; a SHORT lies at the value's begin.
    const at = directory + 2 + 12 * entry;
    if (at + 12 > bytes.length) return 1;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const isShort = view.getUint16(at + 2, little) === 3 && view.getUint32(at + 4, little) === 1;
    const value = view.getUint16(at + 8, little);
    return isShort && isOrientation(value) ? value : 1;
  }
  return 1;
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}

/** Rows of pixels, four bytes each. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The picture as it is to be seen. */
export function upright(picture: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return picture;
  const { width, height } = picture;
  const swapsAxes = orientation >= 5;
  const mirrorsColumns = [2, 3, 7, 8].includes(orientation);
  const mirrorsRows = [3, 4, 6, 7].includes(orientation);
  const stored = new Uint32Array(new Uint8Array(picture.data).buffer);
  const seen = new Uint32Array(stored.length);
  const [seenWidth, seenHeight] = swapsAxes ? [height, width] : [width, height];
  for (let y = 0; y < seenHeight; y += 1) {
    for (let x = 0; x < seenWidth; x += 1) {
      const [column, row] = swapsAxes ? [y, x] : [x, y];
      const fromRow = mirrorsRows ? height - 1 - row : row;
      const fromColumn = mirrorsColumns ? width - 1 - column : column;
      seen[y * seenWidth + x] = stored[fromRow * width + fromColumn] ?? 0;
    }
  }
  return { width: seenWidth, height: seenHeight, data: new Uint8Array(seen.buffer) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, index) => bytes[index] === character.charCodeAt(0));
}
