import type { FileContent } from "../node/jobs.js";

/** The text of arguments for `new URL`: the address of the file of kernels, given its name and bytes. */
export type KernelAddress = (name: string, bytes: Uint8Array) => string;

/** The compiled model as a module, whose default export holds its functions and constants. */
export function moduleOf(outputs: readonly FileContent[], addressOf: KernelAddress): string {
  const code = textOf(outputs, ".js");
  const kernels = outputs.find(({ path }) => path.endsWith(".wasm"));
  const members = valuesOf(code).join(", ");
  return `${withKernels(code, kernels, addressOf)}\nexport default { ${members} };\n`;
}

/** Its types, for a file beside the source. */
export function declarationsOf(outputs: readonly FileContent[]): string {
  const code = textOf(outputs, ".d.ts");
  const members = valuesOf(code).map((name) => `  readonly ${name}: typeof ${name};\n`);
  return `${code}\ndeclare const network: {\n${members.join("")}};\nexport default network;\n`;
}

function textOf(outputs: readonly FileContent[], ending: string): string {
  const content = outputs.find(({ path }) => path.endsWith(ending))?.content;
  return typeof content === "string" ? content : "";
}

/** Names of the functions and constants that a module, or its declarations, export where they define them. */
function valuesOf(code: string): readonly string[] {
  const exported = /^export (?:declare )?(?:async )?(?:const|function) (\w+)/gm;
  return [...code.matchAll(exported)].map(([, name = ""]) => name);
}

/**
 * The module with another address for its kernels than the one beside it. Throws where it does not have that one.
 * Prettier breaks it over lines where the name is long.
 */
function withKernels(code: string, kernels: FileContent | undefined, addressOf: KernelAddress): string {
  if (kernels === undefined || typeof kernels.content === "string") return code;
  const name = kernels.path.split(/[\\/]/).at(-1) ?? "";
  const beside = /new URL\(\s*"\.\/([^"]+)",\s*import\.meta\.url,?\s*\)/g;
  const address = `new URL(${addressOf(name, kernels.content)})`;
  const moved = code.replaceAll(beside, (found, file) => (file === name ? address : found));
  if (moved === code) throw new Error(`the module does not load its kernels from ./${name}`);
  return moved;
}
