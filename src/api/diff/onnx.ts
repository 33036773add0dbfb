import { analyse } from "../../analysis/layers.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { writeSafetensors } from "../../formats/safetensors.js";
import { typeOf } from "../../ir/graph.js";
import { operators } from "../../ops/index.js";
import { bytesSource } from "../../runtime/shared/weightSource.js";
import { float32, readOnnx, type ImportModelOptions } from "../import/import.js";
import type { DiffSide } from "./side.js";

/** An ONNX model as it is, with its own weights: layers have the names of its nodes. */
export function onnxNetwork(
  bytes: Uint8Array,
  options: ImportModelOptions,
): Pick<DiffSide, "checked" | "weights"> | readonly Diagnostic[] {
  const imported = readOnnx(bytes, options);
  if (!("graph" in imported)) return imported;
  const { graph, weights } = imported;
  const tensors = graph.weights.map(({ path, value }) => {
    const shape = typeOf(graph, value).shape.map(Number);
    return { name: path, shape, data: float32(weights, path) };
  });
  const network = { graph, expectations: [], parameters: {} };
  return {
    checked: { network, analysis: analyse(graph, operators) },
    weights: { source: bytesSource(writeSafetensors(tensors)), name: options.file },
  };
}
