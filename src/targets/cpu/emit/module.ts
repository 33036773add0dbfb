import type { Program, ProgramInput, ProgramOutput } from "../../../program/program.js";
import { transcendentals } from "../../../program/transcendental.js";
import { elementsOf } from "../../../program/view.js";
import { WasmFlavour } from "../wasm/flavour.js";
import type { Flavour, Section } from "./flavour.js";
import {
  modelDeclaration,
  modelLines,
  resultsArgument,
  typeLines,
  type ModuleFacts,
} from "../../../emit/interface.js";
import {
  declarationImportLines,
  exportedTypes,
  importLines,
  runtimeFiles,
  weightsLayoutLines,
  weightTypes,
} from "../../../emit/imports.js";
import { labelDeclaration, labelLines } from "../../../emit/labels.js";
import {
  docComment,
  languageOf,
  lineComments,
  stringLiteral,
  type Format,
  type Language,
} from "../../../emit/language.js";
import { deliveryLines, optionsParameter, type WasmDelivery } from "./delivery.js";
import { Names } from "../../../emit/names.js";
import { emitPart, type EmittedPart } from "./parts.js";
import { pictureRuntime, preprocessDeclaration, preprocessLines } from "../../../emit/pictures.js";
import { PortableFlavour } from "./portable.js";
import { bundleRuntime, type ReadRuntime, type RuntimeBundle } from "../../../emit/runtime.js";

export interface EmitOptions {
  readonly format: Format;
  /** Whether kernels are in TypeScript instead of WebAssembly. */
  readonly portable?: boolean | undefined;
  /** Whether those in WebAssembly leave it to the machine how products that are added are rounded. */
  readonly relaxedSimd?: boolean | undefined;
  /** How those in WebAssembly reach the module; inside it where it is not said. */
  readonly wasm?: WasmDelivery | undefined;
  /** Whether the module holds the runtime it needs or imports it from the package. */
  readonly runtime: "inline" | "import";
  readonly readRuntime: (path: string, kind: "ts" | "js" | "d.ts") => string;
}

const loaderEntries = ["shared/network", "shared/loadWeights", "shared/weightError"];
const loaderValues = ["createNetwork", "InputError", "loadWeights", "loadWeightsSync", "WeightError"];
const loaderTypes = ["LoadOptions", "Network", "TensorRead", "WeightSource"];

/** A module, and the kernels of a file beside it, if there is one. */
export interface EmittedModule {
  readonly sections: readonly Section[];
  readonly kernels: Uint8Array | undefined;
}

/** The name of the file beside a program's module that holds its kernels. */
export const kernelFile = ({ name }: Program): string => `${name}.wasm`;

/** The module of a program: its interface, then run and load part, kernels, and the runtime. */
export async function emitModule(
  program: Program,
  facts: ModuleFacts,
  options: EmitOptions,
): Promise<EmittedModule> {
  const language = languageOf(options.format);
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  // Names of the runtime are known before anything is named; which files are needed, only after.
  const possible = options.portable ? PortableFlavour.entries : WasmFlavour.entries;
  const everything = bundleRuntime([...loaderEntries, pictureRuntime.entry, ...possible], read);
  const names = new Names([...everything.names, ...interfaceNames]);
  const flavour = options.portable
    ? new PortableFlavour(program, language, names)
    : new WasmFlavour(program, language, names, {
        threads: worthwhileThreads(program.batch * facts.macs),
        relaxedSimd: options.relaxedSimd,
        delivery: deliveryOf(options),
        file: kernelFile(program),
      });
  const part = (name: "load" | "run", functionName: string, planName: string): EmittedPart =>
    emitPart(program, flavour, language, names, { part: name, functionName, planName });
  const load = part("load", "prepare", "loadPlan");
  const run = part("run", "forward", "runPlan");
  const needs = flavour.needs();
  const bundle =
    options.runtime === "inline"
      ? bundleRuntime([...runtimeFiles(program, loaderEntries), ...needs.entries], read)
      : undefined;

  const section = (lines: readonly string[], formatted = false): Section => ({
    text: lines.join("\n"),
    formatted,
  });
  const imports = flavour.imports();
  const values = [...loaderValues, ...needs.values];
  const types = [...loaderTypes, ...needs.types];
  const sections = [
    section([
      ...lineComments(facts.header),
      "",
      ...(imports.length === 0 ? [] : [...imports, ""]),
      ...(bundle === undefined ? importLines(program, values, types, language) : []),
      ...interfaceLines(program, facts, language, { flavour, load, run, delivery: deliveryOf(options) }),
    ]),
    section(["// What each batch computes, and where in memory.", "", ...run.plan], true),
    section(run.functions),
    section(["// How weights become what a batch reads.", "", ...load.plan], true),
    section(load.functions),
    ...(await flavour.sections()),
    section([
      ...(bundle === undefined ? [] : ["// The runtime of cnnc, MIT licence.", "", bundle.text]),
      "export { InputError, WeightError };",
      ...(language.format === "ts" ? [exportedTypes(program, "LoadOptions")] : []),
    ]),
  ];
  return { sections, kernels: await flavour.file() };
}

function deliveryOf({ portable, wasm = "inline" }: EmitOptions): WasmDelivery {
  return portable ? "inline" : wasm;
}

/** So many threads are worth while for these multiply-adds a run: one where it takes less than half a millisecond. */
function worthwhileThreads(macs: number): number {
  return macs < 16e6 ? 1 : 4;
}

/** The module as text that need not be beautiful. */
export function joinSections({ sections }: EmittedModule): string {
  return sections.map(({ text }) => text).join("\n");
}

const interfaceNames = [
  ...Object.keys(transcendentals),
  ..."load loadSync preprocess labels model Model Inputs Outputs Results Taps prepare forward loadPlan".split(
    " ",
  ),
  ..."runPlan layout wasm kernelLayout Kernels".split(" "),
  ...loaderValues,
  ...loaderTypes,
];

interface Emitted {
  readonly flavour: Flavour;
  readonly load: EmittedPart;
  readonly run: EmittedPart;
  readonly delivery: WasmDelivery;
}

/** The body of `load`, or of `loadSync`. */
function loadLines(
  program: Program,
  { format }: Language,
  emitted: Emitted,
  waiting: boolean,
): readonly string[] {
  const { flavour, load, run } = emitted;
  const { arena, weights } = flavour.memories;
  const types = format === "ts" ? `<Inputs, Outputs${resultsArgument(program)}>` : "";
  const read = waiting ? "await loadWeights" : "loadWeightsSync";
  return flavour.open(waiting, [
    `${read}(weightsLayout, weights, ${weights}, prepare(${load.contexts.join(", ")}), options);`,
    `return createNetwork${types}(layout, ${arena}, ${flavour.running(run.contexts)});`,
  ]);
}

function interfaceLines(
  program: Program,
  facts: ModuleFacts,
  language: Language,
  emitted: Emitted,
): string[] {
  const { flavour, delivery } = emitted;
  const ts = language.format === "ts";
  const layout = [
    "const layout = {",
    `batch: ${program.batch},`,
    "inputs: [",
    ...program.inputs.map((input) => port(program, flavour, input)),
    "],",
    "outputs: [",
    ...program.outputs.map((output) => port(program, flavour, output)),
    "],",
    ...(program.taps.length === 0
      ? []
      : ["taps: [", ...program.taps.map((tap) => port(program, flavour, tap)), "],"]),
    "};",
    "",
  ];
  const signature = (name: string, waiting: boolean, from: string, returns: string): string =>
    `${name}(${language.typed("weights", from)}, ${optionsParameter(delivery, waiting, language)})${language.returns(returns)} {`;
  return [
    ...(ts ? typeLines(program, facts) : []),
    ...modelLines(program, facts, language),
    ...labelLines(program, language),
    docComment([
      "Reads the weights, a safetensors file, and prepares the network. Names in",
      "the file that differ from the model's paths go into `options.names`.",
      ...deliveryLines(delivery, true, kernelFile(program)),
    ]),
    `export async function ${signature("load", true, weightTypes.load, "Promise<Model>")}`,
    ...loadLines(program, language, emitted, true),
    "}",
    "",
    docComment([
      "The same for a file in memory, without a promise.",
      ...deliveryLines(delivery, false, kernelFile(program)),
    ]),
    `export function ${signature("loadSync", false, weightTypes.loadSync, "Model")}`,
    ...loadLines(program, language, emitted, false),
    "}",
    "",
    ...preprocessLines(program, language),
    ...weightsLayoutLines(facts.trainingWeights),
    ...layout,
  ];
}

function port(
  program: Program,
  flavour: Flavour,
  { name, view, batched }: ProgramInput | ProgramOutput,
): string {
  const at = flavour.place(view);
  const elements = batched ? elementsOf(view) / program.batch : elementsOf(view);
  return `{ name: ${stringLiteral(name)}, at: ${at}, elements: ${elements}${batched ? "" : ", whole: true"} },`;
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitDeclarations(program: Program, facts: ModuleFacts, options: EmitOptions): string {
  const read: ReadRuntime = (path) => options.readRuntime(path, "d.ts");
  const bundle: RuntimeBundle | undefined =
    options.runtime === "inline" ? bundleRuntime(runtimeFiles(program, loaderEntries), read) : undefined;
  const optionsFor = (waiting: boolean): string =>
    optionsParameter(deliveryOf(options), waiting, languageOf("ts"));
  const types = ["InputError", "WeightError", ...loaderTypes.filter((name) => name !== "TensorRead")];
  return [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined ? declarationImportLines(program, types) : []),
    ...typeLines(program, facts),
    ...modelDeclaration(program),
    ...labelDeclaration(program),
    `export declare function load(weights: ${weightTypes.load}, ${optionsFor(true)}): Promise<Model>;`,
    `export declare function loadSync(weights: ${weightTypes.loadSync}, ${optionsFor(false)}): Model;`,
    "",
    ...preprocessDeclaration(program),
    ...(bundle === undefined ? [] : [bundle.text]),
    "export { InputError, WeightError };",
    exportedTypes(program, "LoadOptions"),
    "",
  ].join("\n");
}
