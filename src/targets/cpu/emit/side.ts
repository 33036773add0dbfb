import { networkArguments, type ModuleFacts } from "../../../emit/interface.js";
import { stringLiteral, type Format, type Language } from "../../../emit/language.js";
import { Names } from "../../../emit/names.js";
import { pictureInput, pictureInputs, pictureRuntime } from "../../../emit/pictures.js";
import { bundleRuntime, type ReadRuntime } from "../../../emit/runtime.js";
import type { Program, ProgramInput, ProgramOutput } from "../../../program/program.js";
import { transcendentals } from "../../../program/transcendental.js";
import { elementsOf } from "../../../program/view.js";
import { WasmFlavour } from "../wasm/flavour.js";
import type { WasmDelivery } from "./delivery.js";
import type { Flavour, RuntimeNeeds, Section } from "./flavour.js";
import { emitPart, type EmittedPart } from "./parts.js";
import { PortableFlavour } from "./portable.js";

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

/** What computes on the CPU, as a part of a module. */
export interface CpuSide {
  /** Statements at the top of the module. */
  readonly imports: readonly string[];
  readonly needs: RuntimeNeeds;
  /** What loading without waiting needs besides. */
  readonly syncNeeds: RuntimeNeeds;
  /** The body of a function that loads `weights`, with or without waiting. */
  readonly load: (waiting: boolean) => readonly string[];
  readonly sections: readonly Section[];
  /** The kernels of a file beside the module, if there is one. */
  readonly kernels: Uint8Array | undefined;
}

/** Files of the runtime that every module for the CPU needs, and names that it takes from them. */
const runtime: RuntimeNeeds = {
  entries: ["cpu/cpuNetwork", "shared/loadWeights", "shared/weightError"],
  values: ["createCpuNetwork", "InputError", "loadWeights", "WeightError"],
  types: ["TensorRead", "WeightSource"],
};

/** The same for loading without waiting. */
const syncRuntime: RuntimeNeeds = {
  entries: ["shared/loadWeightsSync"],
  values: ["loadWeightsSync"],
  types: [],
};

const interfaceNames =
  "load loadSync preprocess labels model Model Inputs Outputs Results Taps prepare forward loadPlan " +
  "runPlan layout weightsLayout wasm kernelLayout Kernels";

/** Emits run and load part and kernels; `reserved` are names of the module, and files of the runtime besides. */
export async function emitCpuSide(
  program: Program,
  facts: ModuleFacts,
  options: EmitOptions,
  language: Language,
  reserved: { readonly names: readonly string[]; readonly entries: readonly string[] },
): Promise<CpuSide> {
  const read: ReadRuntime = (path) => options.readRuntime(path, options.format);
  // Names of the runtime are known before anything is named; which files are needed, only after.
  const possible = options.portable ? PortableFlavour.entries : WasmFlavour.entries;
  const entries = [
    ...runtime.entries,
    ...syncRuntime.entries,
    ...pictureRuntime.entries,
    ...possible,
    ...reserved.entries,
  ];
  const names = new Names([
    ...bundleRuntime(entries, read).names,
    ...Object.keys(transcendentals),
    ...interfaceNames.split(" "),
    ...reserved.names,
  ]);
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
  const { entries: files, values, types } = flavour.needs();
  const sync = flavour.syncNeeds();
  const sections = [
    section(layoutLines(program, flavour)),
    section(["// What each batch computes, and where in memory.", "", ...run.plan], true),
    section(run.functions),
    section(["// How weights become what a batch reads.", "", ...load.plan], true),
    section(load.functions),
    ...(await flavour.sections()),
  ];
  const { arena, weights } = flavour.memories;
  return {
    imports: flavour.imports(),
    needs: {
      entries: [...runtime.entries, ...files],
      values: [
        ...runtime.values,
        ...(pictureInputs(program).length > 0 ? ["pictureNumbers"] : []),
        ...values,
      ],
      types: [...runtime.types, ...types],
    },
    syncNeeds: {
      entries: [...syncRuntime.entries, ...sync.entries],
      values: [...syncRuntime.values, ...sync.values],
      types: sync.types,
    },
    load: (waiting) =>
      flavour.open(waiting, load.contexts, [
        `${waiting ? "await loadWeights" : "loadWeightsSync"}(weightsLayout, weights, ${weights}, prepare(${load.contexts.join(", ")}), options);`,
        `return createCpuNetwork${networkArguments(program, language)}(layout, ${arena}, ${flavour.running(run.contexts)});`,
      ]),
    sections,
    kernels: await flavour.file(),
  };
}

/** How the kernels reach a module, as far as it can be chosen. */
export function deliveryOf({ portable, wasm = "inline" }: EmitOptions): WasmDelivery {
  return portable ? "inline" : wasm;
}

/** The name of the file beside a program's module that holds its kernels. */
export const kernelFile = ({ name }: Pick<Program, "name">): string => `${name}.wasm`;

/** Lines of a module, whose text is as Prettier prints it where `formatted` says so. */
export function section(lines: readonly string[], formatted = false): Section {
  return { text: lines.join("\n"), formatted };
}

/** So many threads are worth while for these multiply-adds a run: one where it takes less than half a millisecond. */
function worthwhileThreads(macs: number): number {
  return macs < 16e6 ? 1 : 4;
}

function layoutLines(program: Program, flavour: Flavour): readonly string[] {
  const port = ({ name, view, batched }: ProgramInput | ProgramOutput, more = ""): string => {
    const at = flavour.place(view);
    const elements = batched ? elementsOf(view) / program.batch : elementsOf(view);
    return `{ name: ${stringLiteral(name)}, at: ${at}, elements: ${elements}${batched ? "" : ", whole: true"}${more} },`;
  };
  const input = (described: ProgramInput): string =>
    port(described, described.picture && `, numbers: pictureNumbers(${pictureInput(described)})`);
  return [
    "const layout = {",
    `batch: ${program.batch},`,
    "inputs: [",
    ...program.inputs.map(input),
    "],",
    "outputs: [",
    ...program.outputs.map((output) => port(output)),
    "],",
    ...(program.taps.length === 0 ? [] : ["taps: [", ...program.taps.map((tap) => port(tap)), "],"]),
    "};",
    "",
  ];
}
