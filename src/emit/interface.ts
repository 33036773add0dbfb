import type { Program, ProgramInput, ProgramOutput } from "../program/program.js";
import { docComment, property, stringLiteral, type Language } from "./language.js";
import { picturesType } from "./pictures.js";

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

/** The type of what `load` gives: on the CPU, or on a device. */
export type NetworkType = "CpuNetwork" | "GpuNetwork";

/** The last type argument of it, where a call gives more than the outputs. */
function resultsArgument({ taps }: Program): string {
  return taps.length === 0 ? "" : ", Results";
}

/** The type arguments of what makes a network, in TypeScript. */
export function networkArguments(program: Program, { format }: Language): string {
  return format === "ts" ? `<Inputs, Outputs${resultsArgument(program)}>` : "";
}

/** `Inputs`, `Outputs` and `Model`, which is one of the `networks` of them, and for taps `Taps` and `Results`. */
export function typeLines(program: Program, facts: ModuleFacts, networks: readonly NetworkType[]): string[] {
  const described = (port: ProgramInput | ProgramOutput): string =>
    `\`[${[...(port.batched ? ["N"] : []), ...sampleShape(port)].join(", ")}]\`, row-major.`;
  const result = (output: ProgramOutput): string[] => [
    docComment([...docLines(output.doc), described(output)]),
    `readonly ${property(output.name)}: Float32Array;`,
  ];
  return [
    docComment(["What a call takes: any number N of samples, one after another."]),
    "export interface Inputs {",
    ...program.inputs.flatMap((input) => {
      const hasPictures = input.picture !== undefined;
      return [
        docComment([`${described(input)}${hasPictures ? " Or pictures, a sample each." : ""}`]),
        `readonly ${property(input.name)}: Float32Array${hasPictures ? ` | ${picturesType}` : ""};`,
      ];
    }),
    "}",
    "",
    docComment(["What a call gives."]),
    "export interface Outputs {",
    ...program.outputs.flatMap(result),
    "}",
    "",
    ...(program.taps.length === 0
      ? []
      : [
          docComment(["Values on the way, in buffers of the network that the next call writes again."]),
          "export interface Taps {",
          ...program.taps.flatMap(result),
          "}",
          "",
          docComment(["What a call gives, and the values on the way."]),
          "export interface Results extends Outputs {",
          "readonly taps: Taps;",
          "}",
          "",
        ]),
    docComment([
      ...docLines(program.doc),
      ...(program.doc === "" ? [] : [""]),
      `Parameters: ${group(facts.parameters)}; buffers: ${group(facts.buffers)};`,
      `multiply-adds a sample: ${group(facts.macs)}.`,
      `Memory${networks.length > 1 ? " on the CPU" : ""}: ${group(4 * program.memory.weights.elements)} bytes of weights,`,
      `${group(4 * program.memory.arena.elements)} bytes of activations.`,
    ]),
    `export type Model = ${networks.map((type) => `${type}<Inputs, Outputs${resultsArgument(program)}>`).join(" | ")};`,
    "",
  ];
}

const modelDoc = docComment([
  "The network's interface and totals; `weights` are the tensors that its file must hold.",
]);

/** The constant `model`: what a program may want to know of the network without loading it. */
export function modelLines(program: Program, facts: ModuleFacts, { format }: Language): string[] {
  const { arena, weights } = program.memory;
  const shaped = (output: ProgramOutput): string =>
    `${property(output.name)}: { shape: [${sampleShape(output).join(", ")}] },`;
  return [
    modelDoc,
    "export const model = {",
    `name: ${stringLiteral(program.name)},`,
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
    ...program.outputs.map(shaped),
    "},",
    ...(program.taps.length === 0 ? [] : ["taps: {", ...program.taps.map(shaped), "},"]),
    "weights: [",
    ...program.weights.map(
      ({ path, shape }) => `{ path: ${stringLiteral(path)}, shape: [${shape.join(", ")}] },`,
    ),
    "],",
    format === "ts" ? "} as const;" : "};",
    "",
  ];
}

/** Its type, for a `.d.ts`. */
export function modelDeclaration(program: Program): string[] {
  const shaped = (field: string, ports: readonly (ProgramInput | ProgramOutput)[]): string => {
    const types = ports.map(
      (port) =>
        `readonly ${property(port.name)}: { readonly shape: readonly [${sampleShape(port).join(", ")}] };`,
    );
    return `readonly ${field}: { ${types.join(" ")} };`;
  };
  return [
    modelDoc,
    "export declare const model: {",
    "readonly name: string;",
    ...["batch", "parameters", "buffers", "macs", "weightBytes", "arenaBytes"].map(
      (field) => `readonly ${field}: number;`,
    ),
    shaped("inputs", program.inputs),
    shaped("outputs", program.outputs),
    ...(program.taps.length === 0 ? [] : [shaped("taps", program.taps)]),
    "readonly weights: readonly { readonly path: string; readonly shape: readonly number[] }[];",
    "};",
    "",
  ];
}

/** The shape without the batch. */
function sampleShape({ view, batched }: ProgramInput | ProgramOutput): readonly number[] {
  return batched ? view.shape.slice(1) : view.shape;
}

function docLines(doc: string): string[] {
  return doc === "" ? [] : doc.split("\n");
}

/** `1,234,567`, whatever the locale. */
function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
