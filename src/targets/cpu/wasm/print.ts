import type { Program } from "../../../program/program.js";
import { Names } from "../../../emit/names.js";
import { moduleText } from "./assemble.js";
import { WasmKernels } from "./kernels.js";
import { relaxed } from "./relaxed.js";

/** The kernels of a program in the text of WebAssembly, for `--emit wat`: what is assembled, indented. */
export function printKernels(program: Program, isRelaxed = false): string {
  const kernels = new WasmKernels(new Names());
  for (const call of [...program.load, ...program.run]) {
    if (call.kind !== "read") kernels.kernelFor(call);
  }
  const text = moduleText(kernels.functions());
  return indented(isRelaxed ? relaxed(text) : text);
}

function indented(text: string): string {
  let depth = 0;
  const lines = text.split("\n").flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === "") return [];
    const isComment = trimmed.startsWith(";;");
    const closes = isComment ? 0 : (/^\)*/.exec(trimmed)?.[0].length ?? 0);
    const shown = `${"  ".repeat(Math.max(0, depth - closes))}${trimmed}`;
    if (!isComment) depth += trimmed.split("(").length - trimmed.split(")").length;
    return [shown];
  });
  return `${lines.join("\n")}\n`;
}
