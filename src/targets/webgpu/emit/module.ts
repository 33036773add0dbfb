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
import { preprocessDeclaration, preprocessLines } from "../../../emit/pictures.js";
import { bundleRuntime, type ReadRuntime } from "../../../emit/runtime.js";
import type { Program, ProgramInput, ProgramOutput } from "../../../program/program.js";
import { elementsOf } from "../../../program/view.js";
import { bindingElements } from "../limits.js";
import { placeBuffers, type DeviceMemory } from "../memory.js";
import { stepsOf } from "../steps.js";
import { planLines } from "./plan.js";

export interface GpuEmitOptions {
  readonly format: Format;
  /** Whether the module holds the runtime it needs or imports it from the package. */
  readonly runtime: "inline" | "import";
  readonly readRuntime: (path: string, kind: "ts" | "js" | "d.ts") => string;
}

/** A module and the kernels it drives, neither formatted yet. */
export interface GpuModule {
  readonly module: string;
  readonly wgsl: string;
}

const entries = ["webgpu/gpuMachine", "webgpu/gpuNetwork", "shared/loadWeights", "shared/weightError"];
const values = ["createGpuNetwork", "GpuError", "InputError", "loadWeights", "openGpu", "WeightError"];
const types = ["GpuLoadOptions", "GpuNetwork", "GpuPlan", "WeightSource"];

/** The module of a program: its interface, then what the device does, the kernels, and the runtime. */
export function emitGpuModule(planned: Program, facts: ModuleFacts, options: GpuEmitOptions): GpuModule {
  const language = languageOf(options.format);
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  const steps = stepsOf(planned);
  const { memory, shader } = steps;
  const program = { ...planned, memory: totals(memory) };
  const plan = planLines(steps, language);
  const wgsl = [...lineComments(facts.header), "", shader.text(), ""].join("\n");
  const bundle =
    options.runtime === "inline" ? bundleRuntime(runtimeFiles(program, entries), read) : undefined;
  const module = [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined ? importLines(program, values, types, language) : []),
    ...interfaceLines(program, memory, facts, language),
    ...plan,
    docComment([`The kernels, as in \`${program.name}.wgsl\`.`]),
    `const shader = ${templateLiteral(shader.text())};`,
    "",
    ...(bundle === undefined ? [] : ["// The runtime of cnnc, MIT licence.", "", bundle.text]),
    "export { GpuError, InputError, WeightError };",
    ...(language.format === "ts" ? [exportedTypes(program, "GpuLoadOptions")] : []),
    "",
  ].join("\n");
  return { module, wgsl };
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitGpuDeclarations(planned: Program, facts: ModuleFacts, options: GpuEmitOptions): string {
  const read: ReadRuntime = (path) => options.readRuntime(path, "d.ts");
  const program = { ...planned, memory: totals(placeBuffers(planned, bindingElements)) };
  const bundle =
    options.runtime === "inline" ? bundleRuntime(runtimeFiles(program, entries), read) : undefined;
  const names = ["GpuError", "GpuLoadOptions", "GpuNetwork", "InputError", "WeightError", "WeightSource"];
  return [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined ? declarationImportLines(program, names) : []),
    ...typeLines(program, facts, "GpuNetwork"),
    ...modelDeclaration(program),
    ...labelDeclaration(program),
    `export declare function load(weights: ${weightTypes.load}, options?: GpuLoadOptions): Promise<Model>;`,
    "",
    ...preprocessDeclaration(program),
    ...(bundle === undefined ? [] : [bundle.text]),
    "export { GpuError, InputError, WeightError };",
    exportedTypes(program, "GpuLoadOptions"),
    "",
  ].join("\n");
}

/** What the device holds in the place of a plan with one arena. */
function totals({ buffers }: DeviceMemory): Program["memory"] {
  const sum = (use: "weights" | "run"): number =>
    buffers.reduce((all, buffer) => all + (buffer.use === use ? buffer.elements : 0), 0);
  const space = (elements: number) => ({ elements, largestLiveSet: elements });
  return { weights: space(sum("weights")), arena: space(sum("run")) };
}

function interfaceLines(
  program: Program,
  memory: DeviceMemory,
  facts: ModuleFacts,
  language: Language,
): string[] {
  const ts = language.format === "ts";
  const ports = (field: string, list: readonly (ProgramInput | ProgramOutput)[]): string[] => [
    `${field}: [`,
    ...list.map((port) => portLine(program, memory, port)),
    "],",
  ];
  const parameters = [
    language.typed("weights", weightTypes.load),
    language.typed(ts ? "options?" : "options", "GpuLoadOptions"),
  ];
  const typeArguments = ts ? `<Inputs, Outputs${resultsArgument(program)}>` : "";
  return [
    ...(ts ? typeLines(program, facts, "GpuNetwork") : []),
    ...modelLines(program, facts, language),
    ...labelLines(program, language),
    docComment([
      "Reads the weights, a safetensors file, and prepares the network on a WebGPU",
      "device. Names in the file that differ from the model's paths go into",
      "`options.names`. Rejects with a `GpuError` where the device does not do it.",
    ]),
    `export async function load(${parameters.join(", ")})${language.returns("Promise<Model>")} {`,
    "const machine = await openGpu(plan, shader, options);",
    "try {",
    "await loadWeights(weightsLayout, weights, machine.staging, machine.prepare(), options);",
    "await machine.prepared();",
    `return await createGpuNetwork${typeArguments}(layout, machine);`,
    "} catch (error) {",
    "machine.destroy();",
    "throw error;",
    "}",
    "}",
    "",
    ...preprocessLines(program, language),
    ...weightsLayoutLines(facts.trainingWeights),
    "const layout = {",
    `batch: ${program.batch},`,
    ...ports("inputs", program.inputs),
    ...ports("outputs", program.outputs),
    ...(program.taps.length === 0 ? [] : ports("taps", program.taps)),
    "};",
    "",
  ];
}

function portLine(
  { batch }: Program,
  memory: DeviceMemory,
  { name, view, batched }: ProgramInput | ProgramOutput,
): string {
  const { buffer, at } = memory.placeOf(view.buffer);
  const elements = batched ? elementsOf(view) / batch : elementsOf(view);
  const whole = batched ? "" : ", whole: true";
  return `{ name: ${stringLiteral(name)}, buffer: ${buffer}, at: ${at + view.offset}, elements: ${elements}${whole} },`;
}

function templateLiteral(text: string): string {
  const safe = text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`);
  return `/* wgsl */ \`\n${safe}\n\``;
}
