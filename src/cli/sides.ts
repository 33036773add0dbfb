import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { onnxNetwork } from "../api/diff/onnx.js";
import type { DiffSide } from "../api/diff/side.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { NetworkFlags } from "./commands/check.js";
import { readBeside } from "./external.js";
import { withWeights, type OpenNetwork } from "./load.js";
import { extents } from "./options.js";
import { failFile, report } from "./output.js";

/** A network with weights, from a `.cnn` file and a weight file, or from an `.onnx` file. */
export type OpenSide = Pick<DiffSide, "checked" | "weights"> & Pick<OpenNetwork, "tell">;

export interface SideFlags extends NetworkFlags {
  /** A `.cnn` file needs them. */
  readonly weights?: string | undefined;
  readonly names?: string | undefined;
  /** Extents of an `.onnx` file's inputs, as {@link extents} takes them. */
  readonly shapes: readonly string[];
}

export function isOnnx(entry: string): boolean {
  return extname(entry).toLowerCase() === ".onnx";
}

/** Opens a side for `use`; what stands in the way has been reported where there is no result. */
export async function withSide<T>(
  entry: string,
  flags: SideFlags,
  use: (side: OpenSide) => Promise<T>,
): Promise<T | undefined> {
  const { messages, weights = "", shapes } = flags;
  if (!isOnnx(entry)) return withWeights(entry, { ...flags, weights }, use);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(entry);
  } catch (failure) {
    failFile("read", entry, failure, messages);
    return undefined;
  }
  const network = onnxNetwork(bytes, {
    ...{ file: entry, name: basename(entry), readBeside: readBeside(entry) },
    shapes: shapes.reduce<ReturnType<typeof extents>>((known, text) => extents(text, known), new Map()),
  });
  const tell = (findings: readonly Diagnostic[]): void => void report(findings, new Map(), messages);
  if ("checked" in network) return use({ ...network, tell });
  tell(network);
  return undefined;
}
