import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/folder.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));

const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { bin: { cnnc: string } };
export const program = join(root, bin.cnnc);

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder as a user may have it: LeNet-5, its weights, and digits. */
export function digitsFolder(): string {
  const folder = temporaryFolder();
  cpSync(join(root, "models/lenet5.cnn"), join(folder, "lenet5.cnn"));
  cpSync(join(root, "examples/digits"), folder, { recursive: true });
  return folder;
}

/** Starts `cnnc` in a folder; its output goes to a pipe, or to a file. */
export function start(
  cwd: string,
  args: readonly string[],
  stdout: "pipe" | number = "pipe",
  stdin: "ignore" | "pipe" = "ignore",
): ChildProcess {
  return spawn(process.execPath, [program, ...args], { cwd, stdio: [stdin, stdout, "pipe"] });
}

export async function ended(child: ChildProcess): Promise<Outcome> {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, ...texts };
}

/** Runs `cnnc` in a folder. */
export async function cnnc(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  return ended(start(cwd, args));
}

/** What a run printed, for a snapshot: times vary. */
export function printed({ code, stdout, stderr }: Outcome): string {
  const part = (name: string, text: string): string => (text === "" ? "" : `--- ${name}\n${text}`);
  const text = `exit ${code ?? "by a signal"}\n${part("stdout", stdout)}${part("stderr", stderr)}`;
  return text
    .replace(/ in \d+\.\d\d s \([\d.]+ a second\)/g, " in … s (… a second)")
    .replace(/\(\d+\.\d ms\)/g, "(… ms)")
    .replace(/"milliseconds":[\d.]+/g, '"milliseconds":…');
}
