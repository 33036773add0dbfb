import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** A file to be written, in parts. */
export interface FileToWrite {
  readonly path: string;
  readonly parts: Iterable<string | Uint8Array>;
}

/** A file that could not be written, and why: what the system threw. */
export interface WriteFailure {
  readonly path: string;
  readonly failure: unknown;
}

/**
 * Writes files so that each is the old one or the new one, whole, whatever happens: all are written beside their
 * places first, as `<name>.<12 hex digits>.tmp`, then moved there. Links are followed; a device or a pipe is written
 * as it is. Where a file cannot be written, none is.
 */
export function writeFiles(files: readonly FileToWrite[]): WriteFailure | undefined {
  const pending: { readonly path: string; readonly temporary: string; readonly target: string }[] = [];
  let current = "";
  try {
    for (const { path, parts } of files) {
      current = path;
      mkdirSync(dirname(path), { recursive: true });
      const old = statSync(path, { throwIfNoEntry: false });
      if (old !== undefined && !old.isFile()) {
        writeParts(openSync(path, "w"), parts);
        continue;
      }
      const target = old === undefined ? path : realpathSync(path);
      const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
      pending.push({ path, temporary, target });
      const descriptor = openSync(temporary, "wx", old?.mode);
      writeParts(descriptor, parts, fsyncSync);
    }
    for (const { path, temporary, target } of pending) {
      current = path;
      renameSync(temporary, target);
    }
    return undefined;
  } catch (failure) {
    return { path: current, failure };
  } finally {
    for (const { temporary } of pending) rmSync(temporary, { force: true });
  }
}

/** Writes an open file, has `finish` complete it, and closes it. */
function writeParts(
  descriptor: number,
  parts: FileToWrite["parts"],
  finish?: (descriptor: number) => void,
): void {
  try {
    for (const part of parts) {
      const bytes = typeof part === "string" ? Buffer.from(part) : part;
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    }
    finish?.(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes of a file from an offset on, read as they are asked for. */
export function* partsOfFile(path: string, begin: number): Generator<Uint8Array> {
  const descriptor = openSync(path, "r");
  try {
    const buffer = new Uint8Array(2 ** 20);
    for (let at = begin; ;) {
      const count = readSync(descriptor, buffer, 0, buffer.length, at);
      if (count === 0) return;
      yield buffer.subarray(0, count);
      at += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** A file that is read by range. */
export interface OpenFile {
  readonly size: number;
  read(begin: number, end: number): Promise<Uint8Array>;
  /** The same at once. */
  readNow(begin: number, end: number): Uint8Array;
  close(): Promise<void>;
}

export async function openFile(path: string): Promise<OpenFile> {
  const file = await open(path, "r");
  const status = await file.stat();
  if (status.isDirectory()) {
    await file.close();
    throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
  }
  const { size } = status;
  return {
    size,
    read: async (begin, end) => {
      const bytes = new Uint8Array(end - begin);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, begin + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    readNow: (begin, end) => {
      const bytes = new Uint8Array(end - begin);
      let filled = 0;
      while (filled < bytes.length) {
        const count = readSync(file.fd, bytes, filled, bytes.length - filled, begin + filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    },
    close: () => file.close(),
  };
}
