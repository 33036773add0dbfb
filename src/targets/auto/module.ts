import { declarationText } from "../../emit/declarations.js";
import {
  exportedTypes,
  importLines,
  runtimeFiles,
  weightsLayoutLines,
  weightTypes,
} from "../../emit/imports.js";
import { modelLines, typeLines, type ModuleFacts } from "../../emit/interface.js";
import { labelLines } from "../../emit/labels.js";
import { docComment, languageOf, lineComments } from "../../emit/language.js";
import { preprocessLines } from "../../emit/pictures.js";
import { bundleRuntime, type ReadRuntime } from "../../emit/runtime.js";
import type { Program } from "../../program/program.js";
import { deliveryLines, optionsParameter } from "../cpu/emit/delivery.js";
import type { EmittedModule } from "../cpu/emit/module.js";
import { deliveryOf, emitCpuSide, kernelFile, section, type EmitOptions } from "../cpu/emit/side.js";
import { emitGpuSide, gpuNames } from "../webgpu/emit/side.js";

/** One network as both targets run it. */
export interface AutoPrograms {
  readonly cpu: Program;
  readonly webgpu: Program;
}

/** A module that takes a device or the CPU, and the kernels of files beside it. */
export interface AutoModule extends EmittedModule {
  readonly wgsl: string;
}

const entries = ["auto/chooseDevice"];
const networks = ["CpuNetwork", "GpuNetwork"] as const;
const declared = ["AutoLoadOptions", ...networks, "WeightSource"];
const errors = ["GpuError", "InputError", "WeightError"];
const names = ["loadOnCpu", ...gpuNames, ...declared];

/** One interface, and behind it what the CPU computes, and what a device does. */
export async function emitAutoModule(
  { cpu: program, webgpu }: AutoPrograms,
  facts: ModuleFacts,
  options: EmitOptions,
): Promise<AutoModule> {
  const language = languageOf(options.format);
  const ts = options.format === "ts";
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  const gpu = emitGpuSide(webgpu, facts, language);
  const reserved = { names, entries: [...entries, ...gpu.needs.entries] };
  const cpu = await emitCpuSide(program, facts, options, language, reserved);
  const needed = (what: "entries" | "values" | "types", own: readonly string[]): readonly string[] => [
    ...new Set([...cpu.needs[what], ...gpu.needs[what], ...own]),
  ];
  const bundle =
    options.runtime === "inline"
      ? bundleRuntime(runtimeFiles(program, needed("entries", entries)), read)
      : undefined;
  const values = needed("values", ["chooseDevice"]);
  const delivery = deliveryOf(options);
  const signature = `(${language.typed("weights", weightTypes.load)}, ${optionsParameter(delivery, true, language, "AutoLoadOptions")})${language.returns("Promise<Model>")} {`;
  const interfaceLines = [
    ...lineComments(facts.header),
    "",
    ...(cpu.imports.length === 0 ? [] : [...cpu.imports, ""]),
    ...(bundle === undefined ? importLines(program, values, needed("types", declared), language) : []),
    ...(ts ? typeLines(program, facts, networks) : []),
    ...modelLines(program, facts, language),
    ...labelLines(program, language),
    docComment([
      "Reads the weights, a safetensors file, and prepares the network: on a WebGPU",
      "device where there is one, or else on the CPU, or on what `options.target`",
      "says. Names in the file that differ from the model's paths go into",
      "`options.names`. Rejects with a `GpuError` where a device does not do it.",
      ...deliveryLines(delivery, true, kernelFile(program)),
    ]),
    `export async function load${signature}`,
    `const device = await chooseDevice(${gpu.opening});`,
    "if (device === undefined) return loadOnCpu(weights, options);",
    `return ${gpu.load("device")};`,
    "}",
    "",
    ...preprocessLines(program, language),
    `async function loadOnCpu${signature}`,
    ...cpu.load(true),
    "}",
    "",
    ...weightsLayoutLines(facts.trainingWeights),
  ];
  const end = [
    ...(bundle === undefined ? [] : ["// The runtime of cnnc, MIT licence.", "", bundle.text]),
    `export { ${errors.join(", ")} };`,
    ...(ts ? [exportedTypes(program, "AutoLoadOptions")] : []),
  ];
  const sections = [section(interfaceLines), ...cpu.sections, section(gpu.lines), section(end)];
  return { sections, kernels: cpu.kernels, wgsl: gpu.wgsl };
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitAutoDeclarations(program: Program, facts: ModuleFacts, options: EmitOptions): string {
  const parameter = optionsParameter(deliveryOf(options), true, languageOf("ts"), "AutoLoadOptions");
  return declarationText(program, facts, options, {
    networks,
    options: "AutoLoadOptions",
    errors,
    entries: [...entries, "cpu/cpuNetwork", "webgpu/gpuNetwork", "shared/weightError"],
    loads: [`export declare function load(weights: ${weightTypes.load}, ${parameter}): Promise<Model>;`],
  });
}
