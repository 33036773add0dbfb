import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { checkNetwork } from "../../src/api/network.js";
import { version } from "../../src/api/version.js";
import { host } from "../../src/node/host.js";
import { exportOnnx } from "../../src/formats/onnx/export.js";
import { littleEndianBytes, safetensorsChunks } from "../../src/formats/safetensors.js";
import { typeOf, type Graph } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { inferenceView } from "../../src/passes/inference.js";
import { referenceInput, referenceWeights } from "../../test/models/reference-weights.js";
import type { ModelFiles } from "./engine.js";
import { inBench, inProject } from "./files.js";
import { foldedNetwork, type NetworkWithWeights } from "./fold.js";

/** What inference computes of a model of the zoo. */
function graphOf(model: string): Graph {
  const { value, diagnostics } = checkNetwork(host, { entry: inProject(`models/${model}.cnn`) });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return inferenceView(value.network.graph, operators);
}

/** A model of the zoo with weights under which values neither vanish nor saturate on their way. */
export function weightedNetwork(model: string): NetworkWithWeights {
  const graph = graphOf(model);
  return { graph, weights: new Map(referenceWeights(graph).map((tensor) => [tensor.name, tensor])) };
}

/** The input `[1, C, H, W]` that every engine gets. */
export function inputOf(graph: Graph): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const [input] = graph.inputs;
  const shape = typeOf(graph, input?.value ?? -1).shape.map((dim) => (dim === "N" ? 1 : dim));
  return { shape, data: referenceInput(shape) };
}

/** What is prepared, and how. */
export interface Preparation {
  /** A model of the zoo. */
  readonly network: string;
  /** Flags for `cnnc compile`. */
  readonly flags: readonly string[];
  /** Whether only the compiled module and its weights are written. */
  readonly compiledOnly?: boolean;
}

/** `--numerics exact --portable` as the flags that it is. */
export function flagsOf(text: string): readonly string[] {
  return text.split(" ").filter((flag) => flag !== "");
}

/** Writes what engines need to run a model of the zoo: what the command line makes, and the folded network. */
export function prepare({ network: model, flags, compiledOnly = false }: Preparation): ModelFiles {
  const folder = inBench(`.cache/models/${model}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const source = inProject(`models/${model}.cnn`);
  const network = weightedNetwork(model);
  const { graph } = network;
  const input = inputOf(graph);
  const files: ModelFiles = {
    folder,
    input: { name: graph.inputs[0]?.name ?? "", shape: input.shape, file: at("input.f32") },
    output: graph.outputs[0]?.name ?? "",
    module: at(`${graph.name}.js`),
    weights: at("weights.safetensors"),
    onnx: at("model.onnx"),
    folded: { graph: at("folded.json"), weights: at("folded.safetensors"), onnx: at("folded.onnx") },
  };
  write(files.weights, safetensorsChunks([...network.weights.values()]));
  write(files.input.file, [littleEndianBytes(input.data)]);
  cnnc("compile", source, "--format", "js", ...flags, "-o", folder);
  if (compiledOnly) return files;
  cnnc("export", source, "--weights", files.weights, "-o", files.onnx);
  writeFolded(foldedNetwork(network), files.folded);
  return files;
}

function writeFolded({ graph, weights }: NetworkWithWeights, files: ModelFiles["folded"]): void {
  const bytes = (path: string): Iterable<Uint8Array> => {
    const tensor = weights.get(path);
    return tensor === undefined ? [] : [littleEndianBytes(tensor.data)];
  };
  const options = { opset: 17, file: files.onnx, version, functions: false };
  const exported = exportOnnx(graph, operators, bytes, options);
  if (!("model" in exported)) throw new Error(exported.map(({ message }) => message).join("\n"));
  write(files.onnx, exported.model.parts);
  write(files.weights, safetensorsChunks([...weights.values()]));
  write(files.graph, [new TextEncoder().encode(JSON.stringify(graph))]);
}

function write(path: string, parts: Iterable<Uint8Array>): void {
  const file = openSync(path, "w");
  for (const part of parts) writeSync(file, part);
  closeSync(file);
}

/** Runs the command line as the build has made it. */
export function cnnc(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [inProject("dist/cli/main.js"), ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`cnnc ${args.join(" ")} failed:\n${stderr}`);
}
