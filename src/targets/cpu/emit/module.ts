import type { Program, ProgramInput, ProgramOutput } from "../../../program/program.js";
import { transcendentals } from "../../../program/transcendental.js";
import { elementsOf } from "../../../program/view.js";
import { Kernels } from "./kernels.js";
import { docComment, languageOf, lineComments, property, type Format, type Language } from "./language.js";
import { Names } from "./names.js";
import { emitPart } from "./parts.js";
import { bundleRuntime, type ReadRuntime, type RuntimeBundle } from "./runtime.js";
import { printPolynomials } from "./scalar.js";

/** What the module says of itself, besides the program. */
export interface ModuleFacts {
  /** Lines at the top: compiler, source, hash. */
  readonly header: readonly string[];
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
  /** Paths of weights that only training needs: a weight file may hold them. */
  readonly trainingWeights: readonly string[];
}

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
  const everything = bundleRuntime([...loaderEntries, ...kernelEntries.values()], read);
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
    options.runtime === "inline" ? bundleRuntime([...loaderEntries, ...wanted], read) : undefined;

  const section = (lines: readonly string[], formatted = false): Section => ({
    text: lines.join("\n"),
    formatted,
  });
  return [
    section([
      ...lineComments(facts.header),
      "",
      ...(bundle === undefined ? importLines(kernels, language) : []),
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
      ...(language.format === "ts" ? ["export type { LoadOptions, WeightSource };"] : []),
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
  ..."load loadSync model Model Inputs Outputs prepare forward loadPlan runPlan layout".split(" "),
  ...loaderValues,
  ...loaderTypes,
];

function importLines(kernels: Kernels, language: Language): string[] {
  const values = [...loaderValues, ...kernels.needs.runtime].sort();
  const types = [...loaderTypes, ...kernels.types].sort();
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
    "};",
    "",
  ];
  const signature = (name: string, from: string, returns: string): string =>
    `${name}(${language.typed("weights", from)}, ${language.typed(ts ? "options?" : "options", "LoadOptions")})${language.returns(returns)} {`;
  return [
    ...(ts ? typeLines(program, facts) : []),
    ...modelLines(program, facts, ts),
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
    `return createNetwork${ts ? "<Inputs, Outputs>" : ""}(layout, weights, forward);`,
    "}",
    "",
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
  return paths.length === 0 ? [] : [`training: [${paths.map((path) => JSON.stringify(path)).join(", ")}],`];
}

const weightTypes = {
  load: "WeightSource | Uint8Array | ArrayBuffer",
  loadSync: "Uint8Array | ArrayBuffer",
};

function port(program: Program, { name, view, batched }: ProgramInput | ProgramOutput): string {
  const at = (program.buffers[view.buffer]?.offset ?? 0) + view.offset;
  const elements = batched ? elementsOf(view) / program.batch : elementsOf(view);
  return `{ name: ${JSON.stringify(name)}, at: ${at}, elements: ${elements}${batched ? "" : ", whole: true"} },`;
}

/** The shape without the batch. */
function sampleShape({ view, batched }: ProgramInput | ProgramOutput): readonly number[] {
  return batched ? view.shape.slice(1) : view.shape;
}

/** `Inputs`, `Outputs` and `Model`. */
function typeLines(program: Program, facts: ModuleFacts): string[] {
  const described = (port: ProgramInput | ProgramOutput): string =>
    `\`[${[...(port.batched ? ["N"] : []), ...sampleShape(port)].join(", ")}]\`, row-major.`;
  return [
    docComment(["What a call takes: any number N of samples, one after another."]),
    "export interface Inputs {",
    ...program.inputs.flatMap((input) => [
      docComment([described(input)]),
      `readonly ${property(input.name)}: Float32Array;`,
    ]),
    "}",
    "",
    docComment(["What a call gives."]),
    "export interface Outputs {",
    ...program.outputs.flatMap((output) => [
      docComment([...docLines(output.doc), described(output)]),
      `readonly ${property(output.name)}: Float32Array;`,
    ]),
    "}",
    "",
    docComment([
      ...docLines(program.doc),
      ...(program.doc === "" ? [] : [""]),
      `Parameters: ${group(facts.parameters)}; buffers: ${group(facts.buffers)};`,
      `multiply-adds a sample: ${group(facts.macs)}.`,
      `Memory: ${group(4 * program.memory.weights.elements)} bytes of weights,`,
      `${group(4 * program.memory.arena.elements)} bytes of activations.`,
    ]),
    "export type Model = Network<Inputs, Outputs>;",
    "",
  ];
}

/** The constant `model`: what a program may want to know of the network without loading it. */
function modelLines(program: Program, facts: ModuleFacts, ts: boolean): string[] {
  const { arena, weights } = program.memory;
  return [
    docComment(["The network's interface and totals; `weights` are the tensors that its file must hold."]),
    "export const model = {",
    `name: ${JSON.stringify(program.name)},`,
    `batch: ${program.batch},`,
    `parameters: ${facts.parameters},`,
    `buffers: ${facts.buffers},`,
    `macs: ${facts.macs},`,
    `weightBytes: ${4 * weights.elements},`,
    `arenaBytes: ${4 * arena.elements},`,
    "inputs: {",
    ...program.inputs.map((input) => {
      const described = input.picture === undefined ? "" : `, picture: ${JSON.stringify(input.picture)}`;
      return `${property(input.name)}: { shape: [${sampleShape(input).join(", ")}]${described} },`;
    }),
    "},",
    "outputs: {",
    ...program.outputs.map(
      (output) => `${property(output.name)}: { shape: [${sampleShape(output).join(", ")}] },`,
    ),
    "},",
    "weights: [",
    ...program.weights.map(
      ({ path, shape }) => `{ path: ${JSON.stringify(path)}, shape: [${shape.join(", ")}] },`,
    ),
    "],",
    ts ? "} as const;" : "};",
    "",
  ];
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitDeclarations(program: Program, facts: ModuleFacts, options: EmitOptions): string {
  const read: ReadRuntime = (path) => options.readRuntime(path, "d.ts");
  const bundle: RuntimeBundle | undefined =
    options.runtime === "inline" ? bundleRuntime(loaderEntries, read) : undefined;
  const types = ["InputError", "WeightError", ...loaderTypes.filter((name) => name !== "TensorRead")];
  return [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined ? [`import { ${types.sort().join(", ")} } from "${runtimePackage}";`, ""] : []),
    ...typeLines(program, facts),
    docComment(["The network's interface and totals; `weights` are the tensors that its file must hold."]),
    "export declare const model: {",
    "readonly name: string;",
    ...["batch", "parameters", "buffers", "macs", "weightBytes", "arenaBytes"].map(
      (field) => `readonly ${field}: number;`,
    ),
    `readonly inputs: { ${program.inputs.map(({ name }) => `readonly ${property(name)}: { readonly shape: readonly number[] };`).join(" ")} };`,
    `readonly outputs: { ${program.outputs.map(({ name }) => `readonly ${property(name)}: { readonly shape: readonly number[] };`).join(" ")} };`,
    "readonly weights: readonly { readonly path: string; readonly shape: readonly number[] }[];",
    "};",
    "",
    `export declare function load(weights: ${weightTypes.load}, options?: LoadOptions): Promise<Model>;`,
    `export declare function loadSync(weights: ${weightTypes.loadSync}, options?: LoadOptions): Model;`,
    "",
    ...(bundle === undefined ? [] : [bundle.text]),
    "export { InputError, WeightError };",
    "export type { LoadOptions, WeightSource };",
    "",
  ].join("\n");
}

function docLines(doc: string): string[] {
  return doc === "" ? [] : doc.split("\n");
}

/** `1,234,567`, whatever the locale. */
function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
