import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** A file to be written, in parts. */
export interface FileToWrite {
  readonly path: string;
  readonly parts: readonly (string | Uint8Array)[];
}

/**
 * Writes files so that each is the old one or the new one, whole, whatever happens: all are written beside their
 * places first, then moved there.
 */
export function writeFiles(files: readonly FileToWrite[]): void {
  const pending: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const { path, parts } of files) {
      mkdirSync(dirname(path), { recursive: true });
      const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
      pending.push({ temporary, path });
      const descriptor = openSync(temporary, "wx");
      try {
        for (const part of parts) writeWhole(descriptor, typeof part === "string" ? Buffer.from(part) : part);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
    for (const { temporary, path } of pending) renameSync(temporary, path);
  } finally {
    for (const { temporary } of pending) rmSync(temporary, { force: true });
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** A file that is read by range. */
export interface OpenFile {
  readonly size: number;
  read(begin: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openFile(path: string): Promise<OpenFile> {
  const file = await open(path, "r");
  const { size } = await file.stat();
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
    close: () => file.close(),
  };
}
