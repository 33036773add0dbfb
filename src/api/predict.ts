import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { parseNameMapping, type MappedNames } from "../formats/names.js";
import { decodePicture } from "../formats/picture.js";
import { typeOf, type Picture } from "../ir/graph.js";
import type { LoadOptions } from "../runtime/shared/loadWeights.js";
import type { Network } from "../runtime/shared/network.js";
import { pictureToTensor } from "../runtime/shared/pictureToTensor.js";
import type { WeightError } from "../runtime/shared/weightError.js";
import type { WeightSource } from "../runtime/shared/weightSource.js";
import { emitInMemory, excessOf } from "./compile.js";
import type { Host } from "./host.js";
import { planNetwork, type CheckedNetwork } from "./network.js";

/** The part of a compiled module that running a network needs. */
interface CompiledModule {
  load(weights: WeightSource, options: LoadOptions): Promise<Network<Buffers, Buffers>>;
}

type Buffers = Readonly<Record<string, Float32Array>>;

export interface PredictHost extends Host {
  /** Evaluates the text of a JavaScript module. */
  importModule(code: string): Promise<unknown>;
}

export interface PredictOptions {
  /** The network's source file, for messages. */
  readonly entry: string;
  /** The weight file, and its name for messages. */
  readonly weights: WeightSource;
  readonly weightsName: string;
  /** A mapping from the model's paths to the file's names, as text, and its file's name. */
  readonly names?: { readonly text: string; readonly file: string } | undefined;
}

export interface ClassScore {
  readonly index: number;
  /** What the source calls the class, where it does. */
  readonly label?: string;
  readonly probability: number;
}

export interface Prediction {
  /** The output, as the network gives it. */
  readonly values: Float32Array;
  /** Every class, the most probable first. */
  readonly classes: readonly ClassScore[];
  readonly milliseconds: number;
}

/** A loaded network that takes pictures. */
export interface Predictor {
  predict(bytes: Uint8Array, file: string): Prediction | Diagnostic;
}

/** Compiles a network in memory and loads its weights. */
export async function createPredictor(
  host: PredictHost,
  checked: CheckedNetwork,
  options: PredictOptions,
): Promise<Predictor | readonly Diagnostic[]> {
  const port = picturePort(checked, options.entry);
  if ("code" in port) return [port];
  const mapping = options.names && parseNameMapping(options.names.text, options.names.file);
  if (mapping !== undefined && typeof mapping !== "function") return mapping;
  const program = planNetwork(checked.network);
  const excess = excessOf(program, options.entry);
  if (excess !== undefined) return [excess];
  const module = (await host.importModule(emitInMemory(host, checked, program))) as CompiledModule;
  const mapped = mapping?.(checked.network.graph.weights.map(({ path }) => path));
  const network = await loadNetwork(module, options, mapped);
  if ("code" in network) return [network];
  const { input, output, labels, shape, picture, isProbability } = port;
  return {
    predict: (bytes, file) => {
      const pixels = decodePicture(bytes, file);
      if ("code" in pixels) return pixels;
      const tensor = pictureToTensor(pixels, picture, shape);
      const start = performance.now();
      const values = network.runSync({ [input]: tensor })[output] ?? new Float32Array();
      const milliseconds = performance.now() - start;
      const probabilities = isProbability ? [...values] : softmax(values);
      const classes = probabilities
        .map((probability, index) => ({ index, ...labelOf(labels, index), probability }))
        .sort((a, b) => b.probability - a.probability || a.index - b.index);
      return { values: values.slice(), classes, milliseconds };
    },
  };
}

interface PicturePort {
  readonly input: string;
  readonly output: string;
  readonly labels: readonly string[];
  readonly shape: readonly [number, number, number];
  readonly picture: Picture;
  readonly isProbability: boolean;
}

/** The input that takes a picture and the output that scores classes; a network with others is run from a program. */
function picturePort({ network: { graph } }: CheckedNetwork, entry: string): PicturePort | Diagnostic {
  const label = { span: { file: entry, start: 0, end: 0 }, text: "" };
  const refuse = (message: string, help: string): Diagnostic => error("CNN0503", message, [label], help);
  const [input, ...otherInputs] = graph.inputs.filter(({ training }) => !training);
  const [output, ...otherOutputs] = graph.outputs.filter(({ role }) => role.kind === "output");
  if (input === undefined || output === undefined || otherInputs.length + otherOutputs.length > 0) {
    return refuse(
      `${graph.name} does not have one input and one output`,
      "compile it, and call the module from a program",
    );
  }
  if (input.picture === undefined) {
    const help = `declare how a picture becomes the input: \`input ${input.name}: […] picture(…)\``;
    return refuse(`input ${input.name} does not take a picture`, help);
  }
  const [, channels = 1, height = 1, width = 1] = typeOf(graph, input.value).shape.map(Number);
  const classes = typeOf(graph, output.value).shape;
  if (classes.length !== 2) {
    return refuse(
      `output ${output.name} is [${classes.slice(1).join(", ")}], not a score a class`,
      "compile the model",
    );
  }
  const producer = graph.nodes.find((node) => node.results.includes(output.value));
  return {
    input: input.name,
    output: output.name,
    labels: output.labels ?? [],
    shape: [channels, height, width],
    picture: input.picture,
    isProbability: producer?.op === "softmax",
  };
}

function labelOf(labels: readonly string[], index: number): Pick<ClassScore, "label"> {
  const label = labels[index];
  return label === undefined ? {} : { label };
}

async function loadNetwork(
  module: CompiledModule,
  options: PredictOptions,
  mapped: MappedNames | undefined,
): Promise<Network<Buffers, Buffers> | Diagnostic> {
  try {
    return await module.load(options.weights, mapped === undefined ? {} : { names: mapped.names });
  } catch (failure) {
    if (!isWeightError(failure)) throw failure;
    const { code, summary, problems } = failure;
    const span = { file: options.weightsName, start: 0, end: 0 };
    return {
      ...error(code, summary, [{ span, text: "" }], weightHelp(failure, options, mapped)),
      note: problems.length > 0 ? problems.join("\n") : undefined,
    };
  }
}

/** The class belongs to the compiled module, so it is known by its name. */
function isWeightError(failure: unknown): failure is WeightError {
  return failure instanceof Error && failure.name === "WeightError";
}

function weightHelp(
  { code, namesDiffer }: WeightError,
  { weightsName, names }: PredictOptions,
  mapped: MappedNames | undefined,
): string | undefined {
  if (code === "CNN0501") {
    return /\.(pth?|bin|ckpt)$/i.test(weightsName)
      ? "write a PyTorch checkpoint with `safetensors.torch.save_file(model.state_dict(), …)` instead"
      : undefined;
  }
  if (names === undefined || mapped === undefined) {
    return namesDiffer
      ? "if the file has other names for the model's weights, give a mapping with `--names`;\nfor PyTorch's names see examples/pytorch"
      : undefined;
  }
  if (mapped.unusedRules.length === 0) return undefined;
  return [`no weight of the model uses these rules of ${names.file}:`, ...mapped.unusedRules].join("\n");
}

function softmax(values: Float32Array): number[] {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const scores = Array.from(values, (value) => Math.exp(value - largest));
  const sum = scores.reduce((a, b) => a + b, 0);
  return scores.map((score) => score / sum);
}
