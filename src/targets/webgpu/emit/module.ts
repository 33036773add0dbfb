import { declarationText } from "../../../emit/declarations.js";
import {
  exportedTypes,
  importLines,
  runtimeFiles,
  weightsLayoutLines,
  weightTypes,
} from "../../../emit/imports.js";
import { modelLines, typeLines, type ModuleFacts } from "../../../emit/interface.js";
import { labelLines } from "../../../emit/labels.js";
import { docComment, languageOf, lineComments, type Format } from "../../../emit/language.js";
import { preprocessLines } from "../../../emit/pictures.js";
import { bundleRuntime, type ReadRuntime } from "../../../emit/runtime.js";
import type { Program } from "../../../program/program.js";
import type { SupportedLimits } from "../device-limits.js";
import { emitGpuSide, withDeviceMemory } from "./side.js";

export interface GpuEmitOptions {
  readonly format: Format;
  /** Whether the module holds the runtime it needs or imports it from the package. */
  readonly runtime: "inline" | "import";
  readonly readRuntime: (path: string, kind: "ts" | "js" | "d.ts") => string;
  /** Those for which the program was planned. */
  readonly limits?: SupportedLimits | undefined;
}

/** A module and the kernels it drives, neither formatted yet. */
export interface GpuModule {
  readonly module: string;
  readonly wgsl: string;
}

const declared = ["GpuLoadOptions", "GpuNetwork", "WeightSource"];
const errors = ["GpuError", "InputError", "WeightError"];

/** The module of a program: its interface, then what the device does, the kernels, and the runtime. */
export function emitGpuModule(planned: Program, facts: ModuleFacts, options: GpuEmitOptions): GpuModule {
  const language = languageOf(options.format);
  const ts = options.format === "ts";
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  const program = withDeviceMemory(planned, options.limits);
  const { needs, opening, load, lines, wgsl } = emitGpuSide(planned, facts, language, options.limits);
  const bundle =
    options.runtime === "inline"
      ? bundleRuntime(runtimeFiles(program, [...needs.entries, "webgpu/gpuDevice"]), read)
      : undefined;
  const parameters = [
    language.typed("weights", weightTypes.load),
    language.typed(ts ? "options?" : "options", "GpuLoadOptions"),
  ];
  const module = [
    ...lineComments(facts.header),
    "",
    ...(bundle === undefined
      ? importLines(program, ["openDevice", ...needs.values], [...needs.types, ...declared], language)
      : []),
    ...(ts ? typeLines(program, facts, ["GpuNetwork"]) : []),
    ...modelLines(program, facts, language),
    ...labelLines(program, language),
    docComment([
      "Reads the weights, a safetensors file, and prepares the network on a WebGPU",
      "device. Names in the file that differ from the model's paths go into",
      "`options.names`. Rejects with a `GpuError` where the device does not do it.",
    ]),
    `export async function load(${parameters.join(", ")})${language.returns("Promise<Model>")} {`,
    `return ${load(`await openDevice(${opening})`)};`,
    "}",
    "",
    ...preprocessLines(program, language),
    ...weightsLayoutLines(facts.trainingWeights),
    ...lines,
    ...(bundle === undefined ? [] : ["// The runtime of cnnc, MIT licence.", "", bundle.text]),
    `export { ${errors.join(", ")} };`,
    ...(ts ? [exportedTypes(program, "GpuLoadOptions")] : []),
    "",
  ].join("\n");
  return { module, wgsl };
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitGpuDeclarations(planned: Program, facts: ModuleFacts, options: GpuEmitOptions): string {
  return declarationText(withDeviceMemory(planned, options.limits), facts, options, {
    networks: ["GpuNetwork"],
    options: "GpuLoadOptions",
    errors,
    entries: ["webgpu/gpuDevice", "webgpu/gpuNetwork", "shared/weightError"],
    loads: [
      `export declare function load(weights: ${weightTypes.load}, options?: GpuLoadOptions): Promise<Model>;`,
    ],
  });
}
