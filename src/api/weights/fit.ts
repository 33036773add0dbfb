import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { parseNameMapping, type MappedNames } from "../../formats/names.js";
import { typeOf, type Graph } from "../../ir/graph.js";
import { trainingWeights } from "../../passes/inference.js";
import { openSafetensors, type SafetensorsFile } from "../../runtime/shared/safetensors.js";
import { WeightError } from "../../runtime/shared/weightError.js";
import { matchWeights } from "../../runtime/shared/weights.js";
import type { WeightSource } from "../../runtime/shared/weightSource.js";
import { architectureKey, architectureOf, isOther } from "./architecture.js";
import {
  byNumbers,
  layerOf,
  likelyRenames,
  renamedLayers,
  type NamedShape,
  type Renaming,
} from "./renames.js";

/** A file of weights, and its name for messages. */
export interface WeightFile<Source extends WeightSource = WeightSource> {
  readonly source: Source;
  readonly name: string;
  /** A mapping from the model's paths to the file's names, as text, and the name of its file. */
  readonly names?: { readonly text: string; readonly file: string } | undefined;
}

/** The names in a file of a network's weights, where a mapping goes with it; or what is wrong with the mapping. */
export function namesOf(
  graph: Graph,
  { names }: Pick<WeightFile, "names">,
): MappedNames | readonly Diagnostic[] | undefined {
  const mapping = names && parseNameMapping(names.text, names.file);
  return typeof mapping === "function" ? mapping(graph.weights.map(({ path }) => path)) : mapping;
}

/** What is wrong with a file as the weights of a network: it is malformed, does not fit, or is for another network. */
export async function weightFindings(
  graph: Graph,
  file: WeightFile,
  entry: string,
): Promise<readonly Diagnostic[]> {
  const opened = await openWeights(file);
  return "code" in opened ? [opened] : fitFindings(graph, opened, file, entry);
}

/** The tensors and the metadata of a file, or what is wrong with it. */
export async function openWeights(file: WeightFile): Promise<SafetensorsFile | Diagnostic> {
  try {
    return await openSafetensors(file.source);
  } catch (failure) {
    return weightProblem(failure, file);
  }
}

/** {@link weightFindings} for a file that has been opened. */
export async function fitFindings(
  graph: Graph,
  opened: SafetensorsFile,
  file: WeightFile,
  entry: string,
): Promise<readonly Diagnostic[]> {
  const { names, name } = file;
  const mapped = namesOf(graph, file);
  if (mapped !== undefined && "length" in mapped) return mapped;
  const training = trainingWeights(graph).map(({ path }) => path);
  const expected = weightShapes(graph)
    .filter((weight) => !training.includes(weight.name))
    .map((weight) => ({ path: weight.name, shape: weight.shape }));
  try {
    matchWeights(opened, expected, mapped?.names, training);
  } catch (failure) {
    const renames = names === undefined ? proposedRenames(graph, opened) : [];
    const command = `cnnc weights rename ${entry} --weights ${name}`;
    const isOwn = opened.metadata.has(architectureKey);
    return [
      weightProblem(failure, file, { renames, command, isOwn, unusedRules: mapped?.unusedRules ?? [] }),
    ];
  }
  if (!isOther(opened.metadata.get(architectureKey), await architectureOf(graph, mapped?.names))) return [];
  const message = `the weights fit ${graph.name}, but were made for a network that computes something else`;
  const help = `if this is meant, let the file know: cnnc weights rename ${entry} --weights ${name} --yes`;
  const note =
    "paths and shapes of the weights are the same; an operator, one of its arguments or a connection is not";
  return [
    { ...error("CNN0506", message, [{ span: { file: name, start: 0, end: 0 }, text: "" }], help), note },
  ];
}

/** Whether a tensor counts the batches that PyTorch's batch norm has seen, for which no network has a place. */
export function isCounter(name: string): boolean {
  return /(^|\.)num_batches_tracked$/.test(name);
}

/** Tensors of the file that are likely to be weights of the network under other names. */
export function proposedRenames(graph: Graph, { tensors }: SafetensorsFile): readonly Renaming[] {
  const weights = weightShapes(graph);
  const known = new Set(weights.map(({ name }) => name));
  const surplus = [...tensors]
    .map(([name, { shape }]) => ({ name, shape }))
    .filter(({ name }) => !known.has(name) && !isCounter(name))
    .sort((a, b) => byNumbers(a.name, b.name));
  const renames = likelyRenames(
    weights.filter(({ name }) => !tensors.has(name)),
    surplus,
  );
  // The counters of a layer go where the layer goes.
  const layers = new Map(renames.map(({ from, to }) => [layerOf(from), layerOf(to)]));
  const counters = [...tensors.keys()].filter(isCounter).flatMap((from) => {
    const to = layers.get(layerOf(from));
    return to === undefined ? [] : [{ from, to: to + from.slice(layerOf(from).length) }];
  });
  return [...renames, ...counters];
}

function weightShapes(graph: Graph): readonly NamedShape[] {
  return graph.weights.map(({ path, value }) => ({
    name: path,
    shape: typeOf(graph, value).shape.map(Number),
  }));
}

/** What can be said about names that differ. */
interface NameHelp {
  readonly renames: readonly Renaming[];
  /** What renames them. */
  readonly command: string;
  /** Whether the file comes from this compiler, and so has no other framework's names. */
  readonly isOwn: boolean;
  /** Rules of a mapping that gave no weight its name. */
  readonly unusedRules: readonly string[];
}

/** Pairs that help shows. */
const maximumPairs = 12;

/** What reading or matching weights has thrown, as a finding. */
function weightProblem(failure: unknown, { name, names: mapping }: WeightFile, names?: NameHelp): Diagnostic {
  if (!(failure instanceof WeightError)) throw failure;
  const { code, summary, problems, namesDiffer } = failure;
  const help: string[] = [];
  if (code === "CNN0501" && /\.(pth?|bin|ckpt)$/i.test(name)) {
    help.push("write a PyTorch checkpoint with `safetensors.torch.save_file(model.state_dict(), …)` instead");
  }
  if (names !== undefined && names.renames.length > 0) {
    const lines = renamedLayers(names.renames);
    const shown = lines.length > maximumPairs ? [...lines.slice(0, maximumPairs), "…"] : lines;
    help.push("if layers have been renamed, mend the file by", `  ${names.command}`);
    help.push("which would rename, by equal shapes and order:", ...shown.map((line) => `  ${line}`));
  }
  if (mapping === undefined && namesDiffer && names?.isOwn !== true) {
    help.push("if the file has other names for the model's weights, give a mapping with `--names`;");
    help.push("for PyTorch's names see examples/pytorch");
  }
  if (mapping !== undefined && names !== undefined && names.unusedRules.length > 0) {
    help.push(`no weight of the model uses these rules of ${mapping.file}:`, ...names.unusedRules);
  }
  const label = { span: { file: name, start: 0, end: 0 }, text: "" };
  return {
    ...error(code, summary, [label], help.length === 0 ? undefined : help.join("\n")),
    note: problems.length > 0 ? problems.join("\n") : undefined,
  };
}
