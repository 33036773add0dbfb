import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { ModuleFacts } from "../emit/interface.js";
import type { Program } from "../program/program.js";
import { emitGpuDeclarations, emitGpuModule, type GpuEmitOptions } from "../targets/webgpu/emit/module.js";
import { beyondLimits } from "../targets/webgpu/limits.js";
import { format } from "./format.js";

/** What is wrong with a program that WebGPU's default limits do not allow; each layer is named once. */
export function gpuFindings(program: Program, entry: string): readonly Diagnostic[] {
  const layers = new Set<string>();
  return beyondLimits(program).flatMap(({ call: { origin }, message }) => {
    if (layers.has(origin.path)) return [];
    layers.add(origin.path);
    const span = origin.span ?? { file: entry, start: 0, end: 0 };
    return [error("CNN0307", `${origin.path}: ${message}`, [{ span, text: "" }], "compile it for the CPU")];
  });
}

/** The module of a program for WebGPU, its declarations where it is JavaScript, and its kernels. */
export async function gpuFiles(program: Program, facts: ModuleFacts, options: GpuEmitOptions) {
  const { module, wgsl } = emitGpuModule(program, facts, options);
  const files = [{ name: `${program.name}.${options.format}`, text: await format(module) }];
  if (options.format === "js") {
    const declarations = emitGpuDeclarations(program, facts, options);
    files.push({ name: `${program.name}.d.ts`, text: await format(declarations) });
  }
  return [...files, { name: `${program.name}.wgsl`, text: wgsl }];
}
