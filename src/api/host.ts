import type { Unreadable } from "../elaborate/modules.js";

/** The only way in which the compiler meets the world: what a command needs to read, as functions. */
export interface Host {
  /**
   * The text of a source file, with U+FFFD in the place of what is not UTF-8. Paths are as given or as imports resolve
   * them.
   */
  readSource(path: string): string | Unreadable;
  /** A file of the runtime, by its path inside `runtime/` without ending: the source, or what the build makes of it. */
  readRuntime(path: string, kind: "ts" | "js" | "d.ts"): string;
  /** The text of a file that need not be there; `undefined` where it is not. A host without files has none. */
  readonly readOptional?: (path: string) => string | Unreadable | undefined;
}
