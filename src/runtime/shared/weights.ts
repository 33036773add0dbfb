import { nearestName } from "./nearestName.js";
import { floatBytes } from "./readTensor.js";
import type { SafetensorsEntry, SafetensorsFile } from "./safetensors.js";
import { WeightError } from "./weightError.js";

/** A weight of the model. */
export interface ExpectedWeight {
  readonly path: string;
  readonly shape: readonly number[];
}

/** Missing tensors for which a near name is looked for, in a file of thousands. */
const maxHints = 20;

/**
 * The file's tensor for each expected weight, by the weight's path. `names`
 * gives a weight's name in the file where it is not its path. Throws one
 * {@link WeightError} that lists every tensor that is missing, superfluous,
 * asked for twice, of another shape or of a dtype that does not become
 * float32. PyTorch's `….num_batches_tracked` counters are ignored, and so are
 * the weights of `training` heads.
 */
export function matchWeights(
  file: SafetensorsFile,
  expected: readonly ExpectedWeight[],
  names: ReadonlyMap<string, string> = new Map(),
  training: readonly string[] = [],
): ReadonlyMap<string, SafetensorsEntry> {
  const left = new Set<string>();
  for (const name of file.tensors.keys()) {
    if (!/(^|\.)num_batches_tracked$/.test(name)) left.add(name);
  }
  for (const { path } of expected) left.delete(names.get(path) ?? path);
  for (const path of training) left.delete(names.get(path) ?? path);

  const matched = new Map<string, SafetensorsEntry>();
  const takers = new Map<string, string>();
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const { path, shape } of expected) {
    const name = names.get(path) ?? path;
    const shown = name === path ? path : `${path} (${name} in the file)`;
    const taker = takers.get(name);
    if (taker !== undefined) {
      wrong.push(`taken twice: ${shown}, which ${taker} takes too`);
    }
    takers.set(name, path);
    const entry = file.tensors.get(name);
    if (entry === undefined) {
      const alike = [...left].filter((other) =>
        isSameShape(file.tensors.get(other)?.shape ?? [], shape),
      );
      const near =
        missing.length < maxHints ? nearestName(name, alike) : undefined;
      const hint = near === undefined ? "" : `; did you mean ${escaped(near)}?`;
      missing.push(`missing: ${shown}, [${shape.join(", ")}]${hint}`);
      continue;
    }
    matched.set(path, entry);
    if (!isSameShape(entry.shape, shape)) {
      const [has, wants] = [entry.shape.join(", "), shape.join(", ")];
      wrong.push(`wrong shape: ${shown} is [${has}] instead of [${wants}]`);
    }
    if (!floatBytes.has(entry.dtype)) {
      const known = [...floatBytes.keys()].join(", ");
      wrong.push(`wrong dtype: ${shown} is ${entry.dtype}, none of ${known}`);
    }
  }
  const surplus = [...left].map((name) => {
    const shape = file.tensors.get(name)?.shape ?? [];
    return `not in the model: ${escaped(name)}, [${shape.join(", ")}]`;
  });
  if (missing.length + wrong.length + surplus.length > 0) {
    throw unfit(missing, wrong, surplus);
  }
  return matched;
}

function unfit(
  missing: readonly string[],
  wrong: readonly string[],
  surplus: readonly string[],
): WeightError {
  const kinds = [
    { kind: "missing", problems: missing },
    { kind: "wrong", problems: wrong },
    { kind: "not in the model", problems: surplus },
  ].filter(({ problems }) => problems.length > 0);
  const counts = kinds.map(
    ({ kind, problems }) => `${problems.length} ${kind}`,
  );
  return new WeightError(
    "CNN0502",
    `the weights do not fit the model (${counts.join(", ")})`,
    kinds.flatMap(({ problems }) => problems),
    missing.length > 0 && surplus.length > 0,
  );
}

/** A name from the file on one line. */
function escaped(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
