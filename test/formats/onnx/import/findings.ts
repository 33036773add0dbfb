import type { Diagnostic } from "../../../../src/diagnostics/diagnostic.js";
import { importOnnx } from "../../../../src/formats/onnx/import/import.js";
import { readModelFile } from "../../../../src/formats/onnx/model-file.js";
import { importOptions } from "./imported.js";

/** What is wrong with a file; nothing where it is a model. Throws where the import does. */
export function findingsIn(bytes: Uint8Array): readonly Diagnostic[] {
  const model = readModelFile(bytes, "m.onnx");
  if (!("irVersion" in model)) return [model];
  const imported = importOnnx(model, importOptions);
  return "graph" in imported ? [] : imported;
}
