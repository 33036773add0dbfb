import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../api/batches.js";
import { pictureSample, type PictureInput } from "../api/samples.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { fileProblem } from "./output.js";

/** The name that stands for standard input. */
const standardInput = "-";

/**
 * The pictures of files and folders, in the order given; those of a folder and all inside it by their names, in the
 * order of UTF-16 code units. What begins with a dot is passed over, and links to folders are not followed. Throws
 * where a folder cannot be read.
 */
export function listPictures(path: string): readonly string[] {
  const isFolder =
    path !== standardInput && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? picturesIn(path) : [path];
}

function picturesIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap(({ path, isFolder }) => {
    if (isFolder) return picturesIn(path);
    return /\.(png|jpe?g)$/i.test(path) ? [path] : [];
  });
}

interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/** What a folder holds, by name. */
export function entriesOf(folder: string): readonly FolderEntry[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => ({ name: entry.name, path: join(folder, entry.name), isFolder: entry.isDirectory() }));
}

/** The bytes of a file, or of standard input. */
export async function readBytes(path: string): Promise<Uint8Array> {
  if (path !== standardInput) return readFileSync(path);
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

/** What the system says against reading files or folders. */
export function unreadable(paths: readonly string[]): readonly Diagnostic[] {
  return paths.flatMap((path) => {
    if (path === standardInput) return [];
    try {
      accessSync(path, constants.R_OK);
      return [];
    } catch (failure) {
      return [fileProblem("read", path, failure)];
    }
  });
}

/** The picture of a file as a sample. */
export function fileSample(input: PictureInput, file: string): Sample {
  const name = file === standardInput ? "standard input" : file;
  return {
    name,
    fill: async (tensor) => {
      let bytes: Uint8Array;
      try {
        bytes = await readBytes(file);
      } catch (failure) {
        return fileProblem("read", name, failure);
      }
      const filled = pictureSample(input, bytes, name, tensor);
      return "code" in filled ? filled : undefined;
    },
  };
}
