import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlace?: number;
}

/** A PNG file of these chunks; `rows` are the filtered bytes before compression. */
export function handmadePng(
  header: Header,
  rows: readonly number[],
  chunks: Record<string, readonly number[]> = {},
): Uint8Array {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr.set([header.depth, header.colorType, 0, 0, header.interlace ?? 0], 8);
  const all = { IHDR: ihdr, ...chunks, IDAT: deflateSync(Uint8Array.from(rows)), IEND: [] };
  const parts = Object.entries(all).flatMap(([name, content]) => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), Buffer.from(content)]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    checksum.writeUInt32BE(crc32(body));
    return [length, body, checksum];
  });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}
