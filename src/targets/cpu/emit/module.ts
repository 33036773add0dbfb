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
import { docComment, languageOf, lineComments } from "../../../emit/language.js";
import { preprocessLines } from "../../../emit/pictures.js";
import { bundleRuntime, type ReadRuntime } from "../../../emit/runtime.js";
import type { Program } from "../../../program/program.js";
import { deliveryLines, optionsParameter } from "./delivery.js";
import type { RuntimeNeeds, Section } from "./flavour.js";
import { deliveryOf, emitCpuSide, kernelFile, section, type EmitOptions } from "./side.js";

const declared = ["CpuNetwork", "LoadOptions", "WeightSource"];

/** A module, and the kernels of a file beside it, if there is one. */
export interface EmittedModule {
  readonly sections: readonly Section[];
  readonly kernels: Uint8Array | undefined;
}

/** The module of a program: its interface, then run and load part, kernels, and the runtime. */
export async function emitModule(
  program: Program,
  facts: ModuleFacts,
  options: EmitOptions,
): Promise<EmittedModule> {
  const language = languageOf(options.format);
  const ts = options.format === "ts";
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  const { imports, needs, syncNeeds, load, sections, kernels } = await emitCpuSide(
    program,
    facts,
    options,
    language,
    {
      names: declared,
      entries: [],
    },
  );
  const needed = (what: keyof RuntimeNeeds): readonly string[] => [...needs[what], ...syncNeeds[what]];
  const bundle =
    options.runtime === "inline" ? bundleRuntime(runtimeFiles(program, needed("entries")), read) : undefined;
  const types = [...new Set([...needed("types"), ...declared])];
  const delivery = deliveryOf(options);
  const signature = (name: string, waiting: boolean, from: string, returns: string): string =>
    `${name}(${language.typed("weights", from)}, ${optionsParameter(delivery, waiting, language)})${language.returns(returns)} {`;
  const interfaceLines = [
    ...lineComments(facts.header),
    "",
    ...(imports.length === 0 ? [] : [...imports, ""]),
    ...(bundle === undefined ? importLines(program, needed("values"), types, language) : []),
    ...(ts ? typeLines(program, facts, ["CpuNetwork"]) : []),
    ...modelLines(program, facts, language),
    ...labelLines(program, language),
    docComment([
      "Reads the weights, a safetensors file, and prepares the network. Names in",
      "the file that differ from the model's paths go into `options.names`.",
      ...deliveryLines(delivery, true, kernelFile(program)),
    ]),
    `export async function ${signature("load", true, weightTypes.load, "Promise<Model>")}`,
    ...load(true),
    "}",
    "",
    docComment([
      "The same for a file in memory, without a promise.",
      ...deliveryLines(delivery, false, kernelFile(program)),
    ]),
    `export function ${signature("loadSync", false, weightTypes.loadSync, "Model")}`,
    ...load(false),
    "}",
    "",
    ...preprocessLines(program, language),
    ...weightsLayoutLines(facts.trainingWeights),
  ];
  const end = [
    ...(bundle === undefined ? [] : ["// The runtime of cnnc, MIT licence.", "", bundle.text]),
    "export { InputError, WeightError };",
    ...(ts ? [exportedTypes(program, "LoadOptions")] : []),
  ];
  return { sections: [section(interfaceLines), ...sections, section(end)], kernels };
}

/** The module as text that need not be beautiful. */
export function joinSections({ sections }: EmittedModule): string {
  return sections.map(({ text }) => text).join("\n");
}

/** The `.d.ts` beside a JavaScript module, not yet formatted. */
export function emitDeclarations(program: Program, facts: ModuleFacts, options: EmitOptions): string {
  const optionsFor = (waiting: boolean): string =>
    optionsParameter(deliveryOf(options), waiting, languageOf("ts"));
  return declarationText(program, facts, options, {
    networks: ["CpuNetwork"],
    options: "LoadOptions",
    errors: ["InputError", "WeightError"],
    entries: ["cpu/cpuNetwork", "shared/loadWeights", "shared/weightError"],
    loads: [
      `export declare function load(weights: ${weightTypes.load}, ${optionsFor(true)}): Promise<Model>;`,
      `export declare function loadSync(weights: ${weightTypes.loadSync}, ${optionsFor(false)}): Model;`,
    ],
  });
}
