import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the build reads, and what it writes last. */
const sources = ["src", "grammar", "package.json", "tsconfig.json", "tsconfig.build.json"];
const result = "dist/cli/main.js";

/** Builds `dist/` where it is older than its sources; vitest calls this before the tests that run what is built. */
export default function build(): void {
  const built = statSync(`${root}/${result}`, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  if (sources.some((source) => latest(`${root}/${source}`) > built)) {
    execFileSync("npm", ["run", "-s", "build"], { cwd: root, stdio: "inherit" });
  }
}

/** When a file, or any in a folder, or the folder itself was written last. */
function latest(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((time, name) => Math.max(time, latest(`${path}/${name}`)), status.mtimeMs);
}
