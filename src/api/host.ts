/** The only way in which the compiler meets the world: what a command needs to read, as functions. */
export interface Host {
  /** The text of a source file, or `undefined` where it cannot be read. Paths are as given or as imports resolve them. */
  readSource(path: string): string | undefined;
  /** A file of the runtime, by its path inside `runtime/` without ending: the source, or what the build makes of it. */
  readRuntime(path: string, kind: "ts" | "js" | "d.ts"): string;
}
