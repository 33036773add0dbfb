import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { inBench } from "./files.js";

/** Installs the peers where they are missing or others than `bench/package-lock.json` says. */
export function installPeers(): void {
  const installed = statSync(inBench("node_modules/.package-lock.json"), { throwIfNoEntry: false });
  if (installed !== undefined && installed.mtimeMs >= statSync(inBench("package-lock.json")).mtimeMs) return;
  console.error("installing the peers into bench/node_modules (about 370 MB)…");
  // Install scripts would fetch what runs on accelerators.
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: inBench("."),
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}

/** The engines and the program that runs one, as JavaScript for any Node, in `bench/.cache/programs`. */
export async function bundleEngines(): Promise<void> {
  const engines = readdirSync(inBench("engines")).map((file) => inBench(`engines/${file}`));
  await build({
    entryPoints: [...engines, inBench("harness/engine-process.ts")],
    outdir: inBench(".cache/programs"),
    outbase: inBench("."),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
}

/** The engines of pages, and tfjs as `tf`, as JavaScript for browsers, in `bench/.cache/pages`. */
export async function bundlePages(): Promise<void> {
  const common = {
    outdir: inBench(".cache/pages"),
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    logLevel: "error",
  } as const;
  const pages = readdirSync(inBench("pages")).map((file) => inBench(`pages/${file}`));
  await build({ ...common, entryPoints: pages });
  const contents = 'import "@tensorflow/tfjs-backend-webgpu"; export * as tf from "@tensorflow/tfjs-core";';
  const { outdir, ...rest } = common;
  await build({
    ...rest,
    stdin: { contents, resolveDir: inBench(".") },
    outfile: `${outdir}/tfjs.js`,
  });
}

const programs = new Map<string, string>();

/** The program of another version of Node, by its npm package. */
export function nodeProgram(version: string): string {
  const known = programs.get(version);
  if (known !== undefined) return known;
  const args = ["--yes", "--package", `node@${version}`, "--", "node", "-p", "process.execPath"];
  const program = execFileSync("npx", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  }).trim();
  programs.set(version, program);
  return program;
}
