import type { Program } from "../program/program.js";
import { stringLiteral, type Language } from "./language.js";
import { pictureInputs, pictureRuntime } from "./pictures.js";

const runtimePackage = "cnnc/runtime";

/** What `load` and `loadSync` take weights from. */
export const weightTypes = {
  load: "WeightSource | Uint8Array | ArrayBuffer",
  loadSync: "Uint8Array | ArrayBuffer",
};

/** The type of what `load` is told besides: on the CPU, on a device, or on either. */
export type OptionsType = "LoadOptions" | "GpuLoadOptions" | "AutoLoadOptions";

/** These files of the runtime, and what pictures need where an input takes them. */
export function runtimeFiles(program: Program, entries: readonly string[]): string[] {
  return withPictures(program, entries, "entries");
}

/** Imports of a module that does not hold the runtime: these names, and those that pictures need. */
export function importLines(
  program: Program,
  values: readonly string[],
  types: readonly string[],
  { format }: Language,
): string[] {
  return [
    importLine("import", withPictures(program, values, "values")),
    ...(format === "ts" ? [importLine("import type", withPictures(program, types, "types"))] : []),
    "",
  ];
}

/** The same for a `.d.ts`, in which values are types too. */
export function declarationImportLines(program: Program, names: readonly string[]): string[] {
  return [importLine("import", withPictures(program, names, "types")), ""];
}

/** The export of types that whoever calls `load` or `preprocess` may have to name; `options` is that of the options. */
export function exportedTypes(program: Program, options: OptionsType): string {
  return `export type { ${[...withPictures(program, [options], "types"), "WeightSource"].join(", ")} };`;
}

/** The constant `weightsLayout`: what a weight file must hold, and what it may. */
export function weightsLayoutLines(trainingWeights: readonly string[]): string[] {
  const training = trainingWeights.map((path) => stringLiteral(path)).join(", ");
  return [
    "const weightsLayout = {",
    "expected: model.weights,",
    ...(training === "" ? [] : [`training: [${training}],`]),
    "};",
    "",
  ];
}

function withPictures(
  program: Program,
  names: readonly string[],
  need: keyof typeof pictureRuntime,
): string[] {
  return pictureInputs(program).length > 0 ? [...names, ...pictureRuntime[need]] : [...names];
}

function importLine(keyword: "import" | "import type", names: string[]): string {
  return `${keyword} { ${names.sort().join(", ")} } from "${runtimePackage}";`;
}
