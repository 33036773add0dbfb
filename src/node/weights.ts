import { readFileSync } from "node:fs";
import type { WeightFile } from "../api/weights/fit.js";
import { openFile, type OpenFile } from "./files.js";

/** A safetensors file, and perhaps the mapping that gives its names. */
export interface WeightPaths {
  readonly weights: string;
  readonly names?: string | undefined;
}

interface OpenWeights {
  readonly file: WeightFile<OpenFile>;
  /** The text of the mapping, by its file. */
  readonly sources: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** A file that the system does not let the command read. */
interface Unread {
  readonly path: string;
  readonly failure: unknown;
}

export async function openWeightFile({ weights, names }: WeightPaths): Promise<OpenWeights | Unread> {
  let path = names ?? weights;
  try {
    const mapping = names === undefined ? undefined : { text: readFileSync(names, "utf8"), file: names };
    path = weights;
    const source = await openFile(weights);
    return {
      file: { source, name: weights, names: mapping },
      sources: new Map(mapping && [[mapping.file, mapping.text]]),
      close: () => source.close(),
    };
  } catch (failure) {
    return { path, failure };
  }
}
