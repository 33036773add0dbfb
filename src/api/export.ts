import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { exportOnnx, type OnnxExportOptions, type OnnxFiles } from "../formats/onnx/export.js";
import { littleEndianBytes } from "../formats/safetensors.js";
import { operators } from "../ops/index.js";
import { inferenceView } from "../passes/inference.js";
import { floatBytes } from "../runtime/shared/readTensor.js";
import { readTensorSync } from "../runtime/shared/safetensorsSync.js";
import type { SafetensorsEntry } from "../runtime/shared/safetensors.js";
import type { WeightSource } from "../runtime/shared/weightSource.js";
import type { CheckedNetwork } from "./network.js";
import { version } from "./version.js";
import type { WeightFile } from "./weights/fit.js";
import { matchedWeights } from "./weights/match.js";

/** A weight file that is also read while another is written. */
export interface WeightSourceNow extends WeightSource {
  /** The bytes from `begin` up to `end`, which is not included. */
  readNow(begin: number, end: number): Uint8Array;
}

export interface ExportedNetwork extends OnnxFiles {
  /** What there is to say about the weights, although they can be used. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * What inference computes as an ONNX model. Its files read the weights as their parts are taken, a few megabytes at a
 * time, and throw where the weight file ends before its time.
 */
export async function exportNetwork(
  { network }: CheckedNetwork,
  weights: WeightFile<WeightSourceNow>,
  entry: string,
  options: Omit<OnnxExportOptions, "version">,
): Promise<ExportedNetwork | readonly Diagnostic[]> {
  const matched = await matchedWeights(network.graph, weights, entry);
  if (!("places" in matched)) return matched;
  const { places, warnings } = matched;
  const data = (path: string): Iterable<Uint8Array> => {
    const place = places.get(path);
    if (place === undefined) throw new Error(`weight ${path} is not expected`);
    return floatParts(weights.source, place);
  };
  const graph = inferenceView(network.graph, operators);
  const files = exportOnnx(graph, operators, data, { ...options, version });
  return "model" in files ? { ...files, warnings } : files;
}

/** Elements that are held at a time. */
const partElements = 2 ** 20;

/** A tensor of any dtype as the bytes of float32 numbers. */
function* floatParts(source: WeightSourceNow, entry: SafetensorsEntry): Generator<Uint8Array> {
  const size = floatBytes.get(entry.dtype) ?? 1;
  for (let begin = entry.begin; begin < entry.end; begin += size * partElements) {
    const end = Math.min(begin + size * partElements, entry.end);
    const part = new Float32Array((end - begin) / size);
    readTensorSync(source.readNow(begin, end), { ...entry, begin: 0, end: end - begin }, part);
    yield littleEndianBytes(part);
  }
}
