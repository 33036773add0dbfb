import type { ModuleFacts } from "../emit/interface.js";
import type { Program } from "../program/program.js";
import { emitAutoDeclarations, emitAutoModule } from "../targets/auto/module.js";
import { emitDeclarations, emitModule } from "../targets/cpu/emit/module.js";
import { kernelFile, type EmitOptions } from "../targets/cpu/emit/side.js";
import { emitGpuDeclarations, emitGpuModule } from "../targets/webgpu/emit/module.js";
import { format, formatSections } from "./format.js";
import type { CompileTarget, Target } from "./network.js";

/** A file that a command writes: its name, without folder, and its text or bytes. */
export type OutputFile = { readonly name: string } & (
  | { readonly text: string; readonly bytes?: undefined }
  | { readonly text?: undefined; readonly bytes: Uint8Array }
);

/** One network as the targets of a module run it. */
export type TargetPrograms =
  | { readonly cpu: Program; readonly webgpu?: Program }
  | { readonly cpu?: undefined; readonly webgpu: Program };

/** The programs that a module for a target holds. */
export function programsFor(target: CompileTarget, plan: (target: Target) => Program): TargetPrograms {
  if (target === "webgpu") return { webgpu: plan("webgpu") };
  const cpu = plan("cpu");
  return target === "cpu" ? { cpu } : { cpu, webgpu: plan("webgpu") };
}

/** The module of programs, its declarations where it is JavaScript, and the files of its kernels. */
export async function filesOf(
  programs: TargetPrograms,
  facts: ModuleFacts,
  options: EmitOptions,
): Promise<readonly OutputFile[]> {
  const { module, declarations, wgsl, kernels } = await emitted(programs, facts, options);
  const { name } = programs.cpu ?? programs.webgpu;
  return [
    { name: `${name}.${options.format}`, text: module },
    ...(options.format === "js" ? [{ name: `${name}.d.ts`, text: await format(declarations()) }] : []),
    ...(wgsl === undefined ? [] : [{ name: `${name}.wgsl`, text: wgsl }]),
    ...(kernels === undefined ? [] : [{ name: kernelFile({ name }), bytes: kernels }]),
  ];
}

interface Emitted {
  readonly module: string;
  readonly declarations: () => string;
  readonly wgsl?: string;
  readonly kernels?: Uint8Array | undefined;
}

async function emitted(
  { cpu, webgpu }: TargetPrograms,
  facts: ModuleFacts,
  options: EmitOptions,
): Promise<Emitted> {
  if (cpu === undefined) {
    const { module, wgsl } = emitGpuModule(webgpu, facts, options);
    const declarations = () => emitGpuDeclarations(webgpu, facts, options);
    return { module: await format(module), declarations, wgsl };
  }
  if (webgpu === undefined) {
    const { sections, kernels } = await emitModule(cpu, facts, options);
    const declarations = () => emitDeclarations(cpu, facts, options);
    return { module: await formatSections(sections), declarations, kernels };
  }
  const { sections, kernels, wgsl } = await emitAutoModule({ cpu, webgpu }, facts, options);
  const declarations = () => emitAutoDeclarations(cpu, facts, options);
  return { module: await formatSections(sections), declarations, wgsl, kernels };
}
