import type { Diagnostic } from "../../../../src/diagnostics/diagnostic.js";
import { exportOnnx, type OnnxExportOptions } from "../../../../src/formats/onnx/export.js";
import { importOnnx, type Imported, type ImportOptions } from "../../../../src/formats/onnx/import/import.js";
import { readModelFile } from "../../../../src/formats/onnx/model-file.js";
import { littleEndianBytes } from "../../../../src/formats/safetensors.js";
import type { Graph } from "../../../../src/ir/graph.js";
import { Problem } from "../../../../src/ir/operator.js";
import type { Tensor } from "../../../../src/ops/definition.js";
import { operators } from "../../../../src/ops/index.js";
import type { Feeds } from "../../../../src/reference/run.js";

export const importOptions: ImportOptions = {
  ...{ name: "m", file: "m.onnx", batched: true },
  external: () => new Problem("CNN0601", "there is no other file"),
};

/** A graph through its ONNX file and back. */
export function importedAgain(
  graph: Graph,
  feeds: Feeds,
  options: Partial<OnnxExportOptions> = {},
): Imported {
  return imported(exported(graph, feeds, options));
}

/** The ONNX file of a graph. */
export function exported(graph: Graph, feeds: Feeds, options: Partial<OnnxExportOptions> = {}): Uint8Array {
  const file = tryExported(graph, feeds, options);
  if (!(file instanceof Uint8Array)) throw new Error(file.map(({ message }) => message).join("\n"));
  return file;
}

/** The same, or what the operator set cannot express. */
export function tryExported(
  graph: Graph,
  feeds: Feeds,
  options: Partial<OnnxExportOptions>,
): Uint8Array | readonly Diagnostic[] {
  const weights = (path: string): readonly Uint8Array[] => [
    littleEndianBytes(Float32Array.from(feeds.weights.get(path)?.data ?? [])),
  ];
  const standard = { opset: 17, file: "m.onnx", version: "0", functions: false };
  const files = exportOnnx(graph, operators, weights, { ...standard, ...options });
  return "model" in files ? Buffer.concat([...files.model.parts]) : files;
}

/** The graph of an ONNX file that is sound. */
export function imported(bytes: Uint8Array): Imported {
  const model = readModelFile(bytes, "m.onnx");
  if (!("irVersion" in model)) throw new Error(model.message);
  const result = importOnnx(model, importOptions);
  if (!("graph" in result)) throw new Error(result.map(({ message }) => message).join("\n"));
  return result;
}

/** The weights as the reference is fed them. */
export function tensorsOf({ weights }: Imported): ReadonlyMap<string, Tensor> {
  return new Map(
    [...weights].map(([path, { shape, data }]) => [path, { shape, data: Float64Array.from(data) }]),
  );
}
