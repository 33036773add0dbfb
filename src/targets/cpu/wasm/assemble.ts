import type wabt from "wabt";
import { threadImports } from "./threads.js";

/** Started where it is first needed. */
let toolkit: ReturnType<typeof wabt> | undefined;

/**
 * The text of a module with these functions, a memory that the caller gives, `env.memory`, and where in it are what
 * threads share between phases, `env.shared`, and what this one has for itself, `env.scratch`; `env.wide` is 1 where the
 * engine pairs vectors. The memory is one thread's own; {@link sharingByte} makes it one of several.
 */
export function moduleText(functions: readonly string[]): string {
  const memory = `(import "env" "memory" (memory 1 65536))`;
  const scratch = `(import "env" "scratch" (global $scratch i32))`;
  const shared = `(import "env" "shared" (global $shared i32))`;
  const wide = `(import "env" "wide" (global $wide i32))`;
  return ["(module", memory, scratch, shared, wide, ...threadImports, ...functions, ")"].join("\n");
}

/** A module's text as bytes. Throws where the text is wrong, which is a defect of the compiler. */
export async function assemble(text: string): Promise<Uint8Array> {
  toolkit ??= import("wabt").then(({ default: start }) => start());
  const tools = await toolkit;
  // The assembler counts bytes by characters: what is in comments is for people alone.
  const module = tools.parseWat("model.wat", text.replace(/^;;.*$/gm, ""), {
    simd: true,
    relaxed_simd: true,
    threads: true,
    bulk_memory: true,
    sat_float_to_int: true,
    sign_extension: true,
  });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** The import of the memory, but for its limits. */
const memoryImport = "\x03env\x06memory\x02";

/** Where a module of {@link moduleText} holds 1, and would hold 3 if threads shared its memory. */
export function sharingByte(code: Uint8Array): number {
  const head = new TextDecoder("latin1").decode(code.subarray(0, 65_536));
  const at = head.indexOf(memoryImport) + memoryImport.length;
  if (code[at] !== 1) throw new Error("the memory of a module of kernels has an upper limit");
  return at;
}
