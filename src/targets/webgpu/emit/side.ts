import { networkArguments, type ModuleFacts } from "../../../emit/interface.js";
import { docComment, lineComments, stringLiteral, type Language } from "../../../emit/language.js";
import { pictureInput, pictureInputs } from "../../../emit/pictures.js";
import type { Program, ProgramInput, ProgramOutput } from "../../../program/program.js";
import { elementsOf } from "../../../program/view.js";
import { bindingElements, coreLimits, type SupportedLimits } from "../device-limits.js";
import { mostBytes, placeBuffers, type DeviceMemory } from "../memory.js";
import { halfFeature } from "../precision.js";
import { stepsOf } from "../steps.js";
import { pictureKernels } from "../wgsl/pictures.js";
import type { Shader } from "../wgsl/shader.js";
import { planLines } from "./plan.js";

/** What a device computes, as a part of a module. */
export interface GpuSide {
  /** Files of the runtime that it needs, and names that it takes from them. */
  readonly needs: {
    readonly entries: readonly string[];
    readonly values: readonly string[];
    readonly types: readonly string[];
  };
  /** Arguments with which a device for it is opened. */
  readonly opening: string;
  /** An expression for the promise of a network that loads `weights` on an open device. */
  readonly load: (opened: string) => string;
  /** The constants of which it makes use. */
  readonly lines: readonly string[];
  /** The file of the kernels. */
  readonly wgsl: string;
}

function needsOf(program: Program): GpuSide["needs"] {
  const hasPictures = pictureInputs(program).length > 0;
  return {
    entries: ["webgpu/loadGpuNetwork", "shared/weightError", ...(hasPictures ? ["webgpu/gpuPictures"] : [])],
    values: [
      ...["GpuError", "InputError", "loadGpuNetwork", "WeightError"],
      ...(hasPictures ? ["gpuPictures"] : []),
    ],
    types: ["GpuPlan"],
  };
}

/** Names of the constants that a device's part of a module declares. */
export const gpuNames: readonly string[] = ["plan", "kernels", "deviceLayout"];

/** Emits what a device does, and its kernels. */
export function emitGpuSide(
  program: Program,
  { header }: Pick<ModuleFacts, "header">,
  language: Language,
  limits: SupportedLimits = coreLimits,
): GpuSide {
  const steps = stepsOf(program, limits);
  const { memory, shader } = steps;
  const plan = planLines(steps, language);
  const layout = layoutLines(program, memory, shader);
  return {
    needs: needsOf(program),
    opening: memory.buffers.some(({ half }) => half) ? `options, ["${halfFeature}"]` : "options",
    load: (opened) =>
      `loadGpuNetwork${networkArguments(program, language)}(${opened}, ` +
      `{ plan, kernels, layout: deviceLayout, weights: weightsLayout }, weights, options)`,
    lines: [
      ...layout,
      ...plan,
      docComment([`The kernels, a line each; \`${program.name}.wgsl\` has them to be read.`]),
      "const kernels = [",
      ...shader.kernels().map(({ name, code }) => `{ name: "${name}", code: ${stringLiteral(code)} },`),
      "];",
      "",
    ],
    wgsl: [...lineComments(header), "", shader.text(), ""].join("\n"),
  };
}

/** The program with what a device holds, at most of all classes, in the place of a plan with one arena. */
export function withDeviceMemory(program: Program, limits: SupportedLimits = coreLimits): Program {
  const memory = placeBuffers(program, bindingElements(limits));
  const space = (use: "weights" | "run") => {
    // A plan counts in float32 elements.
    const elements = mostBytes(memory, use) / 4;
    return { elements, largestLiveSet: elements };
  };
  return { ...program, memory: { weights: space("weights"), arena: space("run") } };
}

function layoutLines(program: Program, memory: DeviceMemory, shader: Shader): readonly string[] {
  const port = ({ name, view, batched }: ProgramInput | ProgramOutput, more = ""): string => {
    const { buffer, at } = memory.placeOf(view);
    const elements = batched ? elementsOf(view) / program.batch : elementsOf(view);
    const whole = batched ? "" : ", whole: true";
    return `{ name: ${stringLiteral(name)}, buffer: ${buffer}, at: ${at}, elements: ${elements}${whole}${more} },`;
  };
  const input = (described: ProgramInput): string => {
    if (described.picture === undefined) return port(described);
    const { columns, rows } = pictureKernels;
    const kernels = `{ columns: "${shader.add(columns)}", rows: "${shader.add(rows)}" }`;
    return port(described, `, pictures: gpuPictures(${pictureInput(described)}, ${kernels})`);
  };
  const ports = (field: string, list: readonly string[]): readonly string[] => [`${field}: [`, ...list, "],"];
  return [
    "const deviceLayout = {",
    `batch: ${program.batch},`,
    ...ports("inputs", program.inputs.map(input)),
    ...ports(
      "outputs",
      program.outputs.map((output) => port(output)),
    ),
    ...(program.taps.length === 0
      ? []
      : ports(
          "taps",
          program.taps.map((tap) => port(tap)),
        )),
    "};",
    "",
  ];
}
