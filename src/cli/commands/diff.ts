import { compareLayers, firstDivergence, type Difference } from "../../api/diff/compare.js";
import { inputsFor, jointInputs, randomInputs } from "../../api/diff/inputs.js";
import { layerPairs } from "../../api/diff/pairs.js";
import { layerValues, type DiffSide, type DiffTarget } from "../../api/diff/side.js";
import { diffJson, diffText } from "../../api/diff/text.js";
import { featuresFor } from "../../api/gpu-features.js";
import { inputBuffers, matchInputs } from "../../api/inputs.js";
import type { Buffers, SampleInput } from "../../api/load.js";
import { dataProblem } from "../../api/samples.js";
import { painter } from "../../api/text.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { host } from "../../node/host.js";
import { NodeGpu } from "../gpu.js";
import { areExtents } from "../options.js";
import { fileProblem, hasColour, refuseCall, type ExitCode } from "../output.js";
import { readBytes } from "../pictures.js";
import { isOnnx, withSide, type OpenSide, type SideFlags } from "../sides.js";
import type { NetworkFlags } from "./check.js";

export interface DiffFlags extends Omit<SideFlags, "shapes"> {
  readonly model2?: string;
  readonly set2?: NetworkFlags["set"];
  readonly weights2?: string;
  readonly names2?: string;
  readonly target: DiffTarget;
  readonly target2?: DiffTarget;
  readonly input?: readonly string[];
  readonly seed: number;
  readonly precision: "f32" | "f16";
  readonly precision2?: "f32" | "f16";
  readonly tolerance?: number;
  readonly json?: true;
}

/** `cnnc diff`: names the first layer in which two networks diverge; ends with 1 where one does. */
export async function diff(first: string, second: string | undefined, flags: DiffFlags): Promise<ExitCode> {
  const wrong = wrongCall(first, second ?? first, flags);
  if (wrong !== undefined) return refuseCall(wrong);
  const { weights2 = flags.weights, model2 = flags.model, set2 = flags.set } = flags;
  const { names2 = flags.weights2 === undefined ? flags.names : undefined } = flags;
  const isAlone = second === undefined && ownOptions.every((option) => flags[`${option}2`] === undefined);
  const { target, precision, precision2 = "f32" } = flags;
  const target2 = flags.target2 ?? (isAlone && precision === precision2 ? otherTarget(target) : target);
  const gpu = new NodeGpu([precision, precision2].flatMap(featuresFor));
  const openDevice = (): ReturnType<NodeGpu["openDevice"]> => gpu.openDevice();
  const hasExtents = isOnnx(first) || isOnnx(second ?? first);
  const given = { ...flags, shapes: (flags.input ?? []).filter((text) => hasExtents && areExtents(text)) };
  const ofSecond = { ...given, model: model2, set: set2, weights: weights2, names: names2 };
  const ran = withSide<ExitCode | undefined>(first, given, (a) =>
    withSide(second ?? first, ofSecond, async (b): Promise<ExitCode> => {
      const sides = [
        { ...a, ...{ entry: first, target, precision, openDevice }, settings: settings(flags.set) },
        {
          ...b,
          ...{ entry: second ?? first, target: target2, precision: precision2, openDevice },
          settings: settings(set2),
        },
      ] as const;
      const files = (flags.input ?? []).filter((text) => !given.shapes.includes(text));
      const found = await difference(sides, files, flags.seed);
      return "layers" in found ? printed(found, sides, flags) : 1;
    }),
  );
  const code = await ran.finally(() => {
    gpu.close();
  });
  return code ?? 1;
}

/** What is said for a `.cnn` file, and an `.onnx` file says itself. */
const ownOptions = ["weights", "names", "model", "set"] as const;

/** An option that is missing, or is for no file of the call. */
function wrongCall(first: string, second: string, flags: DiffFlags): string | undefined {
  const ofSecond = ownOptions.map((option) => `${option}2` as const);
  const idle = isOnnx(second) ? [...(isOnnx(first) ? ownOptions : []), ...ofSecond] : [];
  const surplus = idle.find((option) => flags[option] !== undefined);
  if (surplus !== undefined) return `option '--${surplus}' is for a .cnn file, and ${second} is none`;
  const { weights, weights2 = weights, target, target2 = target, precision, precision2 } = flags;
  if (precision === "f16" && target !== "webgpu") return "--precision is for WebGPU; set --target";
  if (precision2 === "f16" && target2 !== "webgpu") return "--precision2 is for WebGPU; set --target2";
  const isBare = (!isOnnx(first) && weights === undefined) || (!isOnnx(second) && weights2 === undefined);
  return isBare ? "required option '--weights <file>' not specified" : undefined;
}

function otherTarget(target: DiffTarget): DiffTarget {
  return target === "reference" ? "cpu" : "reference";
}

function settings(set: NetworkFlags["set"] = {}): string {
  const said = Object.entries(set).map(([name, value]) => `${name}=${String(value)}`);
  return said.length === 0 ? "the defaults" : said.join(", ");
}

interface Side extends DiffSide, OpenSide {
  /** Values of the model's parameters, in words. */
  readonly settings: string;
}

type Sides = readonly [Side, Side];

/** What stands in the way has been reported. */
interface Refused {
  readonly reported: true;
}

/** Runs both sides. */
async function difference(
  [a, b]: Sides,
  files: readonly string[],
  seed: number,
): Promise<Difference | Refused> {
  const refused = ({ tell }: Side, findings: readonly Diagnostic[]): Refused => {
    tell(findings);
    return { reported: true };
  };
  const [first, second] = [a.checked.network.graph, b.checked.network.graph];
  const given = await inputs(a, jointInputs(first, second), files, seed);
  if (!("samples" in given)) return refused(a, given);
  const same = inputsFor(first, second, given.inputs, b.entry);
  if (!("inputs" in same)) return refused(b, [same]);
  const pairs = layerPairs(first, second);
  if (pairs.pairs.length === 0) {
    const message = `${a.entry} and ${b.entry} have no layer in common`;
    const help =
      "layers are compared where their paths are equal, or operators and shapes: see `cnnc diff --help`";
    return refused(b, [dataProblem(b.entry, message, help)]);
  }
  const left = await layerValues(host, a, given.inputs, given.samples);
  if (!("layers" in left)) return refused(a, left);
  a.tell(left.warnings);
  const right = await layerValues(host, b, same.inputs, given.samples);
  if (!("layers" in right)) return refused(b, right);
  b.tell(right.warnings);
  return compareLayers(left.layers, right.layers, pairs);
}

async function inputs(
  { checked: { network }, entry }: Side,
  ports: readonly SampleInput[],
  given: readonly string[],
  seed: number,
): Promise<{ readonly inputs: Buffers; readonly samples: number } | readonly Diagnostic[]> {
  if (given.length === 0) return { inputs: randomInputs(ports, seed), samples: 1 };
  const files = matchInputs({ name: network.graph.name, inputs: ports }, given, entry);
  if ("code" in files) return [files];
  const read = [];
  for (const { input, file } of files) {
    try {
      read.push({ input, file, bytes: await readBytes(file) });
    } catch (failure) {
      return [fileProblem("read", file, failure)];
    }
  }
  return inputBuffers(read);
}

/** Rounding to halves adds up from layer to layer. */
const tolerances = { f32: 1e-4, f16: 0.05 };

function printed(found: Difference, sides: Sides, flags: DiffFlags): ExitCode {
  const precision = sides.some((side) => side.precision === "f16") ? "f16" : "f32";
  const { json, tolerance = tolerances[precision] } = flags;
  const facts = { ...namesOf(sides), tolerance };
  const text =
    json === true ? diffJson(found, facts) : diffText(found, facts, painter(hasColour(process.stdout)));
  process.stdout.write(text);
  return firstDivergence(found, tolerance) === undefined ? 0 : 1;
}

/** What tells the sides apart. */
function namesOf([a, b]: Sides): { readonly first: string; readonly second: string } {
  const names = ({ entry, checked, settings, weights, target, precision }: Side): readonly string[] => [
    ...[entry, checked.network.graph.name, settings, weights.name],
    target === "webgpu" && precision === "f16" ? "webgpu in half precision" : target,
  ];
  const [first, second] = [names(a), names(b)];
  const at = first.findIndex((name, index) => name !== second[index]);
  return { first: first.at(at) ?? "", second: second.at(at) ?? "" };
}
