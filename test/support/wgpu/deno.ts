import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Page } from "../browser/browser.js";
import { serve } from "../browser/server.js";
import { lavapipe, type Driver } from "../gpu/lavapipe.js";
import { swiftShaderFolder } from "../gpu/swiftshader.js";

/** A process of Deno, whose WebGPU is wgpu, Firefox's implementation; it does what a page does. */
export interface DenoProcess extends Pick<Page, "put" | "run"> {
  readonly version: string;
  readonly close: () => Promise<void>;
}

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Imports the modules whose paths come in, line by line, and writes what they export by default. */
const program = `
let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const paths = (rest + text).split("\\n");
  rest = paths.pop();
  for (const path of paths) {
    const reply = await import(path).then(
      (module) => ({ value: module.default }),
      (error) => ({ error: String(error?.stack ?? error) }),
    );
    console.log(JSON.stringify(reply));
  }
}
`;

/** Starts Deno. Throws where it, or the driver, cannot be had or does not start. */
export async function startDeno(driver: Driver = "swiftshader"): Promise<DenoProcess> {
  const found = environments[driver]();
  const deno = denoProgram();
  const version = execFileSync(deno, ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "";
  const server = await serve(false);
  server.put("/process.js", program);
  const cache = mkdtempSync(join(tmpdir(), "cnnc-deno-"));
  const flags = ["--unstable-webgpu", "--allow-all", "--no-config", "--no-lock", "--location", server.origin];
  const child = spawn(deno, ["run", "--quiet", ...flags, `${server.origin}/process.js`], {
    env: { ...process.env, ...found, DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const ended = once(child, "exit").then(() => {
    throw new Error(`Deno has ended: ${said}`);
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let modules = 0;
  let earlier: Promise<unknown> = Promise.resolve();
  return {
    version,
    put: server.put,
    run: (code) => {
      modules += 1;
      const path = `/module-${modules}.js`;
      server.put(path, code);
      const answer = earlier.then(async () => {
        child.stdin.write(`${path}\n`);
        const line: IteratorResult<string, unknown> = await Promise.race([lines.next(), ended]);
        const reply = JSON.parse(String(line.value)) as { readonly value?: unknown; readonly error?: string };
        if (reply.error !== undefined) throw new Error(reply.error);
        return reply.value;
      });
      earlier = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      child.kill();
      await ended.catch(() => undefined);
      server.close();
      rmSync(cache, { recursive: true, force: true });
    },
  };
}

const environments: Readonly<Record<Driver, () => Readonly<Record<string, string>>>> = {
  swiftshader,
  lavapipe,
};

/** Where Chromium's software driver can run, it is the one that is found; elsewhere the machine's. */
function swiftshader(): Readonly<Record<string, string>> {
  if (process.platform !== "linux" || process.arch !== "x64") return {};
  const shader = swiftShaderFolder();
  return {
    LD_LIBRARY_PATH: [shader, process.env.LD_LIBRARY_PATH ?? ""].filter((path) => path !== "").join(":"),
    VK_ICD_FILENAMES: join(shader, "vk_swiftshader_icd.json"),
  };
}

/** The program in its package, which is installed beside this file where it is missing. */
function denoProgram(): string {
  const installed = join(folder, "node_modules/.package-lock.json");
  const isCurrent =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs;
  if (!isCurrent) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      stdio: "pipe",
      shell: process.platform === "win32",
    });
  }
  const packages = join(folder, "node_modules/@deno");
  const [platform] = existsSync(packages) ? readdirSync(packages) : [];
  if (platform === undefined) throw new Error("there is no Deno for this platform");
  return join(packages, platform, process.platform === "win32" ? "deno.exe" : "deno");
}
