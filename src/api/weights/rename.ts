import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { didYouMean } from "../../elaborate/suggest.js";
import { safetensorsHeader } from "../../formats/safetensors.js";
import type { Graph } from "../../ir/graph.js";
import type { SafetensorsFile } from "../../runtime/shared/safetensors.js";
import type { CheckedNetwork } from "../network.js";
import { architectureKey, architectureOf } from "./architecture.js";
import { fitFindings, isCounter, openWeights, proposedRenames, type WeightFile } from "./fit.js";
import type { Renaming } from "./renames.js";

/** A file with other names for its tensors, none of which is lost. */
export interface RenamedFile {
  /** By tensor. */
  readonly renames: readonly Renaming[];
  /** What stands before the numbers, which stay as they are. */
  readonly header: Uint8Array;
  /** Where the numbers begin in the old file. */
  readonly begin: number;
  /** What keeps it from fitting the network still. */
  readonly findings: readonly Diagnostic[];
  /** Whether anything differs from the old file. */
  readonly changed: boolean;
}

/**
 * A file of weights with the names that a network has for them: as is asked for, tensor by tensor or by whole layers and
 * blocks, or where nothing is, as is likely. As soon as it fits it says for which architecture it is.
 */
export async function renameWeights(
  { network: { graph } }: CheckedNetwork,
  file: WeightFile,
  entry: string,
  asked: readonly Renaming[],
): Promise<RenamedFile | readonly Diagnostic[]> {
  const opened = await openWeights(file);
  if ("code" in opened) return [opened];
  const renames =
    asked.length === 0 ? proposedRenames(graph, opened) : tensorRenames(graph, opened, asked, file.name);
  const problems = renames.filter((one) => "code" in one);
  if (problems.length > 0) return problems;
  return renamed(
    graph,
    opened,
    renames.filter((one) => "from" in one),
    file,
    entry,
  );
}

/** Renamings of layers, blocks or tensors as those of tensors; or what is wrong with them. */
function tensorRenames(
  graph: Graph,
  { tensors }: SafetensorsFile,
  asked: readonly Renaming[],
  file: string,
): readonly Renaming[] | readonly Diagnostic[] {
  const label = { span: { file, start: 0, end: 0 }, text: "" };
  const paths = new Set(graph.weights.map(({ path }) => path));
  const problems: Diagnostic[] = [];
  const renames: Renaming[] = [];
  for (const { from, to } of asked) {
    const inside = [...tensors.keys()].filter((name) => name === from || name.startsWith(`${from}.`));
    if (inside.length === 0) {
      const help = didYouMean(from, prefixes(tensors.keys()));
      problems.push(error("CNN0101", `${file} has no tensor and no layer \`${from}\``, [label], help));
    }
    for (const name of inside) {
      const renamed = to + name.slice(from.length);
      renames.push({ from: name, to: renamed });
      if (paths.has(renamed) || isCounter(name)) continue;
      const help = didYouMean(renamed, paths);
      problems.push(error("CNN0101", `${graph.name} has no weight \`${renamed}\``, [label], help));
    }
  }
  const moved = new Map(renames.map(({ from, to }) => [from, to]));
  const names = [...tensors.keys()].map((name) => moved.get(name) ?? name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    const message = `two tensors of ${file} would be named \`${twice}\``;
    problems.push(error("CNN0102", message, [label], "every tensor stays, so rename the other one too"));
  }
  return problems.length > 0 ? problems : renames;
}

async function renamed(
  graph: Graph,
  opened: SafetensorsFile,
  renames: readonly Renaming[],
  file: WeightFile,
  entry: string,
): Promise<RenamedFile> {
  const moved = new Map(renames.map(({ from, to }) => [from, to]));
  const inOrder = [...opened.tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  const tensorsNow = inOrder.map(([name, entryOf]) => [moved.get(name) ?? name, entryOf] as const);
  const withoutHash = new Map(opened.metadata);
  withoutHash.delete(architectureKey);
  const unnoted: SafetensorsFile = { tensors: new Map(tensorsNow), metadata: withoutHash };
  const findings = await fitFindings(graph, unnoted, file, entry);
  const metadata = new Map(opened.metadata);
  if (findings.length === 0) metadata.set(architectureKey, await architectureOf(graph));
  const tensors = tensorsNow.map(([name, { dtype, shape, begin, end }]) => ({
    name,
    dtype,
    shape,
    bytes: end - begin,
  }));
  return {
    renames,
    header: safetensorsHeader(tensors, Object.fromEntries(metadata)),
    begin: Math.min(file.source.size, ...inOrder.map(([, { begin }]) => begin)),
    findings,
    changed: renames.length > 0 || metadata.get(architectureKey) !== opened.metadata.get(architectureKey),
  };
}

/** Every name, and every path of a layer or block that leads to it. */
function prefixes(names: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const name of names) {
    const words = name.split(".");
    words.forEach((_, index) => all.add(words.slice(0, index + 1).join(".")));
  }
  return all;
}
