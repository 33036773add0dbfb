import type wabt from "wabt";

/** Started where it is first needed. */
let toolkit: ReturnType<typeof wabt> | undefined;

/**
 * The text of a module with these functions, a memory that the caller gives, `env.memory`, and where in it are what
 * threads share between phases, `env.shared`, and what this one has for itself, `env.scratch`.
 */
export function moduleText(functions: readonly string[]): string {
  const memory = `(import "env" "memory" (memory 1))`;
  const scratch = `(import "env" "scratch" (global $scratch i32))`;
  const shared = `(import "env" "shared" (global $shared i32))`;
  return ["(module", memory, scratch, shared, ...functions, ")"].join("\n");
}

/** A module's text as bytes. Throws where the text is wrong, which is a defect of the compiler. */
export async function assemble(text: string): Promise<Uint8Array> {
  toolkit ??= import("wabt").then(({ default: start }) => start());
  const tools = await toolkit;
  // The assembler counts bytes by characters: what is in comments is for people alone.
  const module = tools.parseWat("model.wat", text.replace(/^;;.*$/gm, ""), {
    simd: true,
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
