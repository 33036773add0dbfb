import type { Program, ProgramInput, ProgramOutput } from "../../../program/program.js";
import { transcendentals } from "../../../program/transcendental.js";
import { elementsOf } from "../../../program/view.js";
import { Kernels } from "./kernels.js";
import { modelDeclaration, modelLines, resultsArgument, typeLines, type ModuleFacts } from "./interface.js";
import { labelDeclaration, labelLines } from "./labels.js";
import {
  docComment,
  languageOf,
  lineComments,
  stringLiteral,
  type Format,
  type Language,
} from "./language.js";
import { Names } from "./names.js";
import { emitPart } from "./parts.js";
import { pictureInputs, pictureRuntime, preprocessDeclaration, preprocessLines } from "./pictures.js";
import { bundleRuntime, type ReadRuntime, type RuntimeBundle } from "./runtime.js";
import { printPolynomials } from "./scalar.js";

export interface EmitOptions {
  readonly format: Format;
  /** Whether the module holds the runtime it needs or imports it from the package. */
  readonly runtime: "inline" | "import";
  readonly readRuntime: (path: string, kind: "ts" | "js" | "d.ts") => string;
}

const runtimePackage = "cnnc/runtime";
const loaderEntries = ["shared/network", "shared/loadWeights", "shared/weightError"];
const loaderValues = ["createNetwork", "InputError", "loadWeights", "loadWeightsSync", "WeightError"];
const loaderTypes = ["LoadOptions", "Network", "TensorRead", "WeightSource"];

/** A run of whole statements. */
export interface Section {
  readonly text: string;
  /** Whether the text is as Prettier prints it; the plans are, since they can be long. */
  readonly formatted: boolean;
}

/** The module of a program: its interface, then load and run part, kernels, and the runtime. */
export function emitModule(program: Program, facts: ModuleFacts, options: EmitOptions): readonly Section[] {
  const language = languageOf(options.format);
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  // Names of the runtime are known before anything is named; which files are needed, only after.
  const everything = bundleRuntime([...loaderEntries, pictureRuntime.entry, ...kernelEntries.values()], read);
  const names = new Names([...everything.names, ...interfaceNames]);
  const kernels = new Kernels(program, language, names);
  const load = emitPart(program, kernels, language, names, {
    part: "load",
    functionName: "prepare",
    planName: "loadPlan",
  });
  const run = emitPart(program, kernels, language, names, {
    part: "run",
    functionName: "forward",
    planName: "runPlan",
  });
  const polynomials = printPolynomials(kernels.needs, language);
  const wanted = [...kernels.needs.runtime].map((name) => kernelEntries.get(name) ?? "");
  const bundle =
    options.runtime === "inline" ? bundleRuntime([...loaderFiles(program), ...wanted], read) : undefined;

  const section = (lines: readonly string[], formatted = false): Section => ({
    text: lines.join("\n"),
    formatted,
  });
  return [
    section([
      ...lineComments(facts.header),
      "",
      ...(bundle === undefined ? importLines(program, kernels, language) : []),
      ...interfaceLines(program, facts, language),
    ]),
    section(["// What each batch computes, and where in memory.", "", ...run.plan], true),
    section(run.functions),
    section(["// How weights become what a batch reads.", "", ...load.plan], true),
    section([
      ...load.functions,
      "// Kernels.",
      "",
      ...kernels.text(),
      ...polynomials,
      ...(bundle === undefined ? [] : ["// The runtime of cnnc, MIT licence.", "", bundle.text]),
      "export { InputError, WeightError };",
      ...(language.format === "ts" ? [exportedTypes(program)] : []),
    ]),
  ];
}

/** The module as text that need not be beautiful. */
export function joinSections(sections: readonly Section[]): string {
  return sections.map(({ text }) => text).join("\n");
}

/** Runtime files, by the function that a kernel calls. */
const kernelEntries: ReadonlyMap<string, string> = new Map([
  ...[
    "averagePool2d",
    "averagePool2dGradient",
    "conv2d",
    "conv2dInputGradient",
    "conv2dWeightGradient",
    "matmul",
    "maxPool2d",
    "maxPool2dGradient",
    "sumPool2d",
  ].map((name) => [name, `cpu/${name}`] as const),
  ...["exponent", "mantissa"].map((name) => [name, "cpu/float32Parts"] as const),
  ["pow2", "cpu/pow2"],
]);

const interfaceNames = [
  ...Object.keys(transcendentals),
  ..."load loadSync preprocess labels model Model Inputs Outputs Results Taps prepare forward loadPlan".split(
    " ",
  ),
  ..."runPlan layout".split(" "),
  ...loaderValues,
  ...loaderTypes,
];

/** Files of the runtime that a module needs whatever it computes. */
function loaderFiles(program: Program): string[] {
  return [...loaderEntries, ...(pictureInputs(program).length > 0 ? [pictureRuntime.entry] : [])];
}

function exportedTypes(program: Program): string {
  const pictures = pictureInputs(program).length > 0 ? [pictureRuntime.type] : [];
  return `export type { ${["LoadOptions", ...pictures, "WeightSource"].join(", ")} };`;
}

function importLines(program: Program, kernels: Kernels, language: Language): string[] {
  const pictures = pictureInputs(program).length > 0;
  const values = [
    ...loaderValues,
    ...kernels.needs.runtime,
    ...(pictures ? [pictureRuntime.value] : []),
  ].sort();
  const types = [...loaderTypes, ...kernels.types, ...(pictures ? [pictureRuntime.type] : [])].sort();
  return [
    `import { ${values.join(", ")} } from "${runtimePackage}";`,
    ...(language.format === "ts" ? [`import type { ${types.join(", ")} } from "${runtimePackage}";`] : []),
    "",
  ];
}

function interfaceLines(program: Program, facts: ModuleFacts, language: Language): string[] {
  const ts = language.format === "ts";
  const layout = [
    "const layout = {",
    `batch: ${program.batch},`,
    `arena: ${program.memory.arena.elements},`,
    "inputs: [",
    ...program.inputs.map((input) => port(program, input)),
    "],",
    "outputs: [",
    ...program.outputs.map((output) => port(program, output)),
    "],",
    ...(program.taps.length === 0 ? [] : ["taps: [", ...program.taps.map((tap) => port(program, tap)), "],"]),
    "};",
    "",
  ];
  const signature = (name: string, from: string, returns: string): string =>
    `${name}(${language.typed("weights", from)}, ${language.typed(ts ? "options?" : "options", "LoadOptions")})${language.returns(returns)} {`;
  return [
    ...(ts ? typeLines(program, facts) : []),
    ...modelLines(program, facts, language),
    ...labelLines(program, language),
    docComment([
      "Reads the weights, a safetensors file, and prepares the network. Names in",
      "the file that differ from the model's paths go into `options.names`.",
    ]),
    `export async function ${signature("load", weightTypes.load, "Promise<Model>")}`,
    "return create(await loadWeights(weightsLayout, weights, prepare, options));",
    "}",
    "",
    docComment(["The same for a file in memory, without a promise."]),
    `export function ${signature("loadSync", weightTypes.loadSync, "Model")}`,
    "return create(loadWeightsSync(weightsLayout, weights, prepare, options));",
    "}",
    "",
    `function create(${language.typed("weights", "Float32Array")})${language.returns("Model")} {`,
    `return createNetwork${ts ? `<Inputs, Outputs${resultsArgument(program)}>` : ""}(layout, weights, forward);`,
    "}",
    "",
    ...preprocessLines(program, language),
    "const weightsLayout = {",
    "expected: model.weights,",
    ...trainingLines(facts.trainingWeights),
    `elements: ${program.memory.weights.elements},`,
    "};",
    "",
    ...layout,
  ];
}

function trainingLines(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : [`training: [${paths.map((path) => stringLiteral(path)).join(", ")}],`];
}

const weightTypes = {
  load: "WeightSource | Uint8Array | ArrayBuffer",
  loadSync: "Uint8Array | ArrayBuffer",
};

function port(program: Program, { name, view, batched }: ProgramInput | ProgramOutput): string {
  const at = (program.buffers[view.buffer]?.offset ?? 0) + view.offset;
  const elements = batched ? elementsOf(view) / program.batch : elementsOf(view);
  return `{ name: ${stringLiteral(name)}, at: ${at}, elements: ${elements}${batched ? "" : ", whole: true"} },`;
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitDeclarations(program: Program, facts: ModuleFacts, options: EmitOptions): string {
  const read: ReadRuntime = (path) => options.readRuntime(path, "d.ts");
  const bundle: RuntimeBundle | undefined =
    options.runtime === "inline" ? bundleRuntime(loaderFiles(program), read) : undefined;
  const types = [
    ...["InputError", "WeightError", ...loaderTypes.filter((name) => name !== "TensorRead")],
    ...(pictureInputs(program).length > 0 ? [pictureRuntime.type] : []),
  ];
  return [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined ? [`import { ${types.sort().join(", ")} } from "${runtimePackage}";`, ""] : []),
    ...typeLines(program, facts),
    ...modelDeclaration(program),
    ...labelDeclaration(program),
    `export declare function load(weights: ${weightTypes.load}, options?: LoadOptions): Promise<Model>;`,
    `export declare function loadSync(weights: ${weightTypes.loadSync}, options?: LoadOptions): Model;`,
    "",
    ...preprocessDeclaration(program),
    ...(bundle === undefined ? [] : [bundle.text]),
    "export { InputError, WeightError };",
    exportedTypes(program),
    "",
  ].join("\n");
}
