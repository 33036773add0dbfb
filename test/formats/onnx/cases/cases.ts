import { fromBinary } from "@bufbuild/protobuf";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { importOnnx, type Imported } from "../../../../src/formats/onnx/import/import.js";
import { readModelFile } from "../../../../src/formats/onnx/model-file.js";
import {
  TensorProtoSchema,
  type ModelProto,
  type ValueInfoProto,
} from "../../../../src/formats/onnx/onnx_pb.js";
import { readTensor, type OnnxTensor } from "../../../../src/formats/onnx/tensor.js";
import { Problem } from "../../../../src/ir/operator.js";
import type { Tensor } from "../../../../src/ops/definition.js";
import { operators } from "../../../../src/ops/index.js";
import { run } from "../../../../src/reference/run.js";
import { runCompiled } from "../../../support/compile.js";

/** What became of a case, and why, where it did not pass. */
export interface Outcome {
  readonly verdict: "passed" | "failed" | "refused";
  readonly reason: string;
}

/** The tolerance of ONNX's own runner. */
const [relative, absolute] = [1e-3, 1e-5];

/** Folders that hold a model, in order. */
export function casesIn(folder: string): readonly string[] {
  if (existsSync(`${folder}/model.onnx`)) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => casesIn(`${folder}/${name}`));
}

/** A case on each of its data sets: passed where all are, refused where the import says why it takes none. */
export async function outcomeOf(path: string): Promise<Outcome> {
  const sets = readdirSync(path)
    .filter((name) => name.startsWith("test_data_set_"))
    .sort();
  if (sets.length === 0) return { verdict: "failed", reason: "it has no data" };
  try {
    for (const set of sets) {
      const outcome = await outcomeOfSet(path, `${path}/${set}`);
      if (outcome.verdict !== "passed") return outcome;
    }
    return { verdict: "passed", reason: "" };
  } catch (failure) {
    const reason = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    return { verdict: "failed", reason };
  }
}

async function outcomeOfSet(path: string, set: string): Promise<Outcome> {
  const model = readModelFile(readFileSync(`${path}/model.onnx`), path);
  if (!("irVersion" in model)) return refused([model.message]);
  const inputs = tensorsOf(set, "input", fedInputs(model));
  const outputs = tensorsOf(set, "output", model.graph?.output ?? []);
  const strange = [...inputs, ...outputs].flatMap(([name, tensor]) =>
    tensor instanceof Problem ? [`${name}: ${tensor.message}`] : [],
  );
  if (strange.length > 0) return refused(strange);
  const given = inputs.flatMap(([name, tensor]) =>
    tensor instanceof Problem ? [] : [[name, tensor] as const],
  );
  const isFed = (name: string): boolean => isFloat32(model, name);
  const outcome = await outcomeWith(model, given, outputs, isFed);
  // Scales, exponents and the like are inputs here, and have to be known.
  const [first] = given;
  if (outcome.verdict !== "refused" || given.length < 2) return outcome;
  return outcomeWith(model, given, outputs, (name) => name === first?.[0] && isFed(name));
}

/** Inputs that are not fed are known before the network runs, as shapes and axes must be. */
async function outcomeWith(
  model: ModelProto,
  inputs: readonly (readonly [string, OnnxTensor])[],
  outputs: readonly (readonly [string, OnnxTensor | Problem])[],
  isFed: (name: string) => boolean,
): Promise<Outcome> {
  const fed = new Map(inputs.filter(([name]) => isFed(name)).map(([name, tensor]) => [name, plain(tensor)]));
  const known = inputs.filter(
    ([name, { kind }]) => !isFed(name) && (kind === "integer" || isFloat32(model, name)),
  );
  const imported = importOnnx(model, {
    ...{ name: "case", file: "model.onnx", batched: false, known: new Map(known) },
    shapes: new Map([...fed].map(([name, { shape }]) => [name, shape])),
    external: () => new Problem("CNN0602", "weights in another file"),
  });
  if (!("graph" in imported)) return refused(imported.map(({ message }) => message));
  if (imported.training.length > 0)
    return refused([`${imported.training.join(", ")}: in its form for training`]);
  return compare(imported, fed, outputs);
}

async function compare(
  { graph, weights }: Imported,
  inputs: ReadonlyMap<string, Tensor>,
  expected: readonly (readonly [string, OnnxTensor | Problem])[],
): Promise<Outcome> {
  const feeds = { inputs, weights: new Map([...weights].map(([path, known]) => [path, plain(known)])) };
  const computed = run(graph, operators, feeds);
  const compiled = await runCompiled(graph, feeds, 1);
  const portable = await runCompiled(graph, feeds, 1, { portable: true });
  for (const [name, tensor] of expected) {
    if (tensor instanceof Problem) continue;
    const byReference = computed.get(name);
    if (byReference?.shape.join() !== tensor.shape.join()) {
      return {
        verdict: "failed",
        reason: `${name} is [${String(byReference?.shape)}], not [${String(tensor.shape)}]`,
      };
    }
    for (const [engine, data] of [
      ["reference", byReference.data],
      ["cpu", compiled.get(name) ?? []],
      ["cpu, portable", portable.get(name) ?? []],
    ] as const) {
      const wrong = tensor.data.findIndex((value, at) => !isClose(data[at] ?? NaN, value));
      if (wrong >= 0 || data.length !== tensor.data.length) {
        const reason = `${engine}: element ${wrong} of ${name} is ${data[wrong]}, not ${tensor.data[wrong]}`;
        return { verdict: "failed", reason };
      }
    }
  }
  return { verdict: "passed", reason: "" };
}

function refused(reasons: readonly string[]): Outcome {
  return { verdict: "refused", reason: reasons.join("; ") };
}

function isClose(value: number, expected: number): boolean {
  return Object.is(value, expected) || Math.abs(value - expected) <= absolute + relative * Math.abs(expected);
}

function plain({ shape, data }: OnnxTensor): Tensor {
  return { shape, data: Float64Array.from(data) };
}

/** Inputs that are given values; those of old files that are initializers too are not. */
function fedInputs({ graph }: ModelProto): readonly ValueInfoProto[] {
  const stored = new Set(graph?.initializer.map(({ name }) => name));
  return graph?.input.filter(({ name }) => !stored.has(name)) ?? [];
}

function isFloat32({ graph }: ModelProto, name: string): boolean {
  const type = graph?.input.find((input) => input.name === name)?.type?.value;
  return type?.case === "tensorType" && type.value.elemType === 1;
}

function tensorsOf(
  set: string,
  kind: "input" | "output",
  ports: readonly ValueInfoProto[],
): readonly (readonly [string, OnnxTensor | Problem])[] {
  return ports.flatMap(({ name, type }, index): readonly (readonly [string, OnnxTensor | Problem])[] => {
    const file = `${set}/${kind}_${index}.pb`;
    if (!existsSync(file)) return [];
    const tensor = fromBinary(TensorProtoSchema, readFileSync(file));
    const declared = type?.value.case === "tensorType" ? type.value.value.elemType : undefined;
    // The generator of some releases stores bfloat16 as whole numbers.
    if (declared !== undefined && declared !== tensor.dataType)
      return [[name, new Problem("CNN0602", `its numbers are of type ${tensor.dataType}, not ${declared}`)]];
    return [[name, readTensor(tensor, () => new Problem("CNN0602", "numbers in another file"))]];
  });
}
