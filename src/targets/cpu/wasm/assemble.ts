import wabt from "wabt";

/** Started where it is first needed. */
let toolkit: ReturnType<typeof wabt> | undefined;

/**
 * The text of a module with these functions, a memory that the caller gives, `env.memory`, and where in it the thread has
 * its scratch, `env.scratch`.
 */
export function moduleText(functions: readonly string[], pages: number): string {
  const memory = `(import "env" "memory" (memory ${pages}))`;
  const scratch = `(import "env" "scratch" (global $scratch i32))`;
  return ["(module", memory, scratch, ...functions, ")"].join("\n");
}

/** A module's text as bytes. Throws where the text is wrong, which is a defect of the compiler. */
export async function assemble(text: string): Promise<Uint8Array> {
  toolkit ??= wabt();
  const tools = await toolkit;
  const module = tools.parseWat("model.wat", text, {
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
