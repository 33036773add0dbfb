import { fileURLToPath } from "node:url";

/** A path in `bench/`. */
export function inBench(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** A path in the project. */
export function inProject(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
