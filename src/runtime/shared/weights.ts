import { nearestName } from "./nearestName.js";
import { floatBytes } from "./readTensor.js";
import type { SafetensorsEntry, SafetensorsFile } from "./safetensors.js";
import { WeightError } from "./weightError.js";

/** A weight of the model. */
export interface ExpectedWeight {
  readonly path: string;
  readonly shape: readonly number[];
}

/** Problems that a message spells out; a model has hundreds of weights. */
const maxListed = 20;

/**
 * The file's tensor for each expected weight, by the weight's path. `names`
 * gives a weight's name in the file where it is not its path. Throws one
 * {@link WeightError} that lists every tensor that is missing, superfluous, of
 * another shape or of a dtype that does not become float32. PyTorch's
 * `….num_batches_tracked` counters are ignored.
 */
export function matchWeights(
  file: SafetensorsFile,
  expected: readonly ExpectedWeight[],
  names: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, SafetensorsEntry> {
  const surplus = new Set<string>();
  for (const name of file.tensors.keys()) {
    if (!/(^|\.)num_batches_tracked$/.test(name)) surplus.add(name);
  }
  for (const { path } of expected) surplus.delete(names.get(path) ?? path);

  const matched = new Map<string, SafetensorsEntry>();
  const problems: string[] = [];
  for (const { path, shape } of expected) {
    const name = names.get(path) ?? path;
    const shown = name === path ? path : `${path} (${name} in the file)`;
    const entry = file.tensors.get(name);
    if (entry === undefined) {
      const listed = problems.length < maxListed;
      const near = listed ? nearestName(name, surplus) : undefined;
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      problems.push(`missing: ${shown}, [${shape.join(", ")}]${hint}`);
      continue;
    }
    matched.set(path, entry);
    if (!isSameShape(entry.shape, shape)) {
      const [has, wants] = [entry.shape.join(", "), shape.join(", ")];
      problems.push(`wrong shape: ${shown} is [${has}] instead of [${wants}]`);
    }
    if (!floatBytes.has(entry.dtype)) {
      const known = [...floatBytes.keys()].join(", ");
      problems.push(
        `wrong dtype: ${shown} is ${entry.dtype}, none of ${known}`,
      );
    }
  }
  for (const name of surplus) {
    const shape = file.tensors.get(name)?.shape ?? [];
    problems.push(`not in the model: ${name}, [${shape.join(", ")}]`);
  }
  if (problems.length > 0) throw unfit(problems);
  return matched;
}

function unfit(problems: readonly string[]): WeightError {
  const lines = problems.slice(0, maxListed).map((problem) => `  ${problem}`);
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`  and ${more} more`);
  return new WeightError(
    "CNN0502",
    `the weights do not fit the model:\n${lines.join("\n")}`,
  );
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
