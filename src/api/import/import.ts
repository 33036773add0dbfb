import { isName } from "../../../grammar/tokens.js";
import { error, hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { importOnnx, type Imported } from "../../formats/onnx/import/import.js";
import { readModelFile } from "../../formats/onnx/model-file.js";
import type { ReadExternal } from "../../formats/onnx/tensor.js";
import { safetensorsChunks } from "../../formats/safetensors.js";
import { typeOf } from "../../ir/graph.js";
import { Problem } from "../../ir/operator.js";
import { operators } from "../../ops/index.js";
import { Unwritable } from "../../recover/unwritable.js";
import { shortText, type ShortText } from "../short-text.js";
import { architectureKey, architectureOf } from "../weights/architecture.js";
import { withPortNames } from "./ports.js";
import { unwritable } from "./unwritable.js";

export interface ImportModelOptions {
  /** The model's file, and what the network will be called. */
  readonly file: string;
  readonly name: string;
  /** Extents of inputs whose axes have none in the file, or others; the first is the batch. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly readBeside: ReadBeside;
}

/** The bytes of a file in the model's folder, or why they cannot be had. */
export type ReadBeside = (
  location: string,
  offset: number,
  length: number,
) => Uint8Array | { readonly reason: string };

export interface ImportedModel {
  /** The network as a `.cnn` file. */
  readonly text: string;
  /** Its weights as a safetensors file, in parts. */
  readonly weights: readonly Uint8Array[];
  readonly tensors: number;
}

export interface ImportResult {
  readonly value: ImportedModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The graph of an ONNX model, whose ports have names that the language takes, its weights, and the names that its inputs
 * have in the file; or what is in the way.
 */
export function readOnnx(
  bytes: Uint8Array,
  options: ImportModelOptions,
): (Imported & { readonly inputs: readonly string[] }) | readonly Diagnostic[] {
  const model = readModelFile(bytes, options.file);
  if (!("irVersion" in model)) return [model];
  const isFree = (word: string): boolean => isName(word) && !operators.has(word);
  const external: ReadExternal = (location, offset, length) => {
    const read = options.readBeside(location, offset, length);
    if (!("reason" in read)) return read;
    return new Problem("CNN0601", `weights in ${JSON.stringify(location)} are not read: ${read.reason}`);
  };
  const imported = importOnnx(model, { ...options, external, batched: true });
  if (!("graph" in imported)) return imported;
  const inputs = imported.graph.inputs.map(({ name }) => name);
  return { ...imported, inputs, graph: withPortNames(imported.graph, isFree) };
}

/** An ONNX model as a network of the language with its weights, or all that the language has no words for. */
export async function importModel(bytes: Uint8Array, options: ImportModelOptions): Promise<ImportResult> {
  const { file } = options;
  const imported = readOnnx(bytes, options);
  if (!("graph" in imported)) return { value: undefined, diagnostics: imported };
  const { graph, inputs } = imported;
  const unknown = [...options.shapes.keys()].filter((name) => !inputs.includes(name));
  if (unknown.length > 0) {
    const message = `${file} has no input ${unknown.map((name) => JSON.stringify(name)).join(", ")}`;
    const label = { span: { file, start: 0, end: 0 }, text: "" };
    const help = `its inputs are ${inputs.join(", ")}`;
    return { value: undefined, diagnostics: [error("CNN0602", message, [label], help)] };
  }
  const wordless = unwritable(graph, operators, file);
  if (hasErrors(wordless)) return { value: undefined, diagnostics: wordless };
  try {
    const written = shortText(graph);
    const weights = await weightFile(written, imported);
    return { value: { text: written.text, weights, tensors: written.graph.weights.length }, diagnostics: [] };
  } catch (failure) {
    if (!(failure instanceof Unwritable)) throw failure;
    const label = { span: { file, start: 0, end: 0 }, text: "" };
    const message = `${file}: the network has no form in the language: ${failure.message}`;
    return { value: undefined, diagnostics: [error("CNN0602", message, [label])] };
  }
}

/** Weights under the paths of the text, for its architecture. */
async function weightFile(
  { graph, paths }: ShortText,
  { weights }: Imported,
): Promise<readonly Uint8Array[]> {
  const tensors = graph.weights.map(({ path, value }) => {
    const data = float32(weights, paths.weights.get(path) ?? "");
    return { name: path, shape: typeOf(graph, value).shape.map(Number), data };
  });
  return safetensorsChunks(tensors, { [architectureKey]: await architectureOf(graph), model: graph.name });
}

/** The numbers of a weight. */
export function float32(weights: Imported["weights"], path: string): Float32Array {
  const known = weights.get(path);
  if (known === undefined) throw new Error(`weight ${path} is nowhere in the model`);
  return known.data instanceof Float32Array ? known.data : Float32Array.from(known.data);
}
