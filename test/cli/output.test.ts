import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { hasColour } from "../../src/cli/output.js";
import { integers } from "../ops/random.js";
import { cnnc, digitsFolder, ended, program, root, start } from "./command.js";

const folder = digitsFolder();
const seed = 20_251;
const init = (file: string, ...flags: readonly string[]) =>
  cnnc(folder, "init", "lenet5.cnn", "-o", file, ...flags);

describe("colours", () => {
  const colourOn = (isTTY: boolean, env: Readonly<Record<string, string | undefined>>): boolean => {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) vi.stubEnv(name, env[name]);
    const result = hasColour({ isTTY });
    vi.unstubAllEnvs();
    return result;
  };

  test("are for terminals, unless NO_COLOR, FORCE_COLOR or TERM says otherwise", () => {
    expect(colourOn(true, { TERM: "xterm" })).toBe(true);
    expect(colourOn(true, { TERM: "xterm", NO_COLOR: "" })).toBe(true);
    expect(colourOn(true, { TERM: "xterm", NO_COLOR: "1" })).toBe(false);
    expect(colourOn(true, { TERM: "dumb" })).toBe(false);
    expect(colourOn(false, { TERM: "xterm" })).toBe(false);
    expect(colourOn(false, { TERM: "dumb", FORCE_COLOR: "1" })).toBe(true);
    expect(colourOn(true, { TERM: "xterm", FORCE_COLOR: "0" })).toBe(false);
    expect(colourOn(true, { TERM: "xterm", FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });

  test("are not in what goes to a pipe", async () => {
    const escape = "\u001B";
    expect((await cnnc(folder, "report", "lenet5.cnn")).stdout).not.toContain(escape);
    expect((await cnnc(folder, "check", "gone.cnn")).stderr).not.toContain(escape);
    expect((await cnnc(folder, "check", "gone.cnn", "--color", "always")).stderr).toContain(escape);
    expect((await cnnc(folder, "--color", "always", "report", "lenet5.cnn")).stdout).toContain(escape);
  });
});

describe("a reader that goes away", () => {
  /** Ends the reading side before the command has begun to write. */
  const cut = async (name: "stdout" | "stderr", ...args: readonly string[]) => {
    const child = start(root, args);
    child[name]?.destroy();
    return ended(child);
  };

  test.each([
    [["report", "models/resnet50.cnn"]],
    [["report", "models/resnet50.cnn", "--json"]],
    [["compile", "models/googlenet.cnn", "--emit", "cst"]],
    [
      [
        "run",
        "models/lenet5.cnn",
        "--weights",
        "examples/digits/lenet5.safetensors",
        "examples/digits/1.png",
      ],
    ],
    [["compile", "--help"]],
  ])("ends %j quietly", async (args) => {
    expect(await cut("stdout", ...args)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("leaves the exit code as it is", async () => {
    expect(await cut("stderr", "check", "gone.cnn")).toEqual({ code: 1, stdout: "", stderr: "" });
    const both = await cut("stdout", "check", "models/lenet5.cnn", "gone.cnn");
    expect(both.stderr).toContain("gone.cnn cannot be read");
    expect(both.code).toBe(1);
  });
});

describe("a file that is written", () => {
  test("takes its place: through links, with the old file's mode, nothing left beside it", async () => {
    mkdirSync(join(folder, "links"));
    writeFileSync(join(folder, "links/real"), "old");
    chmodSync(join(folder, "links/real"), 0o600);
    symlinkSync("real", join(folder, "links/link"));
    expect((await init("links/link")).code).toBe(0);
    expect(lstatSync(join(folder, "links/link")).isSymbolicLink()).toBe(true);
    expect(statSync(join(folder, "links/real")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "links/real")).size).toBeGreaterThan(240_000);
    expect(readdirSync(join(folder, "links")).sort()).toEqual(["link", "real"]);
  });

  test("may be a pipe, which stays one", () => {
    const command = '"$0" "$1" init lenet5.cnn -o /dev/stdout | wc -c';
    const bytes = execFileSync("sh", ["-c", command, process.execPath, program], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(Number(bytes)).toBeGreaterThan(240_000);
    expect(lstatSync("/dev/stdout").isSymbolicLink()).toBe(true);
  });

  test(`is the old one or the new one, whole, when the command is killed (times from seed ${seed})`, async () => {
    const random = integers(seed);
    mkdirSync(join(folder, "killed"));
    writeFileSync(join(folder, "mid.cnn"), "model mid {\n  input x: [1000]\n  output y = dense(2500)\n}\n");
    const path = join(folder, "killed/mid.safetensors");
    const args = (number: number) => [
      "init",
      "mid.cnn",
      "-o",
      "killed/mid.safetensors",
      "--seed",
      String(number),
    ];
    const begun = performance.now();
    await cnnc(folder, ...args(1));
    const duration = performance.now() - begun;
    const old = readFileSync(path);
    await cnnc(folder, ...args(2));
    const renewed = readFileSync(path);
    expect(old.equals(renewed)).toBe(false);

    const temporaries = () =>
      readdirSync(join(folder, "killed")).filter((name) => name !== "mid.safetensors");
    let whileWriting = 0;
    // Fifteen rounds, and more where no kill has met the write yet.
    for (let round = 0; round < 15 || (whileWriting === 0 && round < 150); round += 1) {
      writeFileSync(path, old);
      const before = temporaries().length;
      const child = start(folder, args(2));
      const end = new Promise((resolve) => child.on("close", resolve));
      if (round % 3 === 0) await setTimeout(random(0, Math.round(1.2 * duration)));
      else {
        // As soon as there is a temporary file, or a little later.
        while (temporaries().length === before && child.exitCode === null) await setTimeout(1);
        await setTimeout(random(0, 6));
      }
      child.kill("SIGKILL");
      await end;
      const found = readFileSync(path);
      expect(found.equals(old) || found.equals(renewed)).toBe(true);
      if (temporaries().length > before) whileWriting += 1;
    }
    expect(whileWriting).toBeGreaterThan(0);
    for (const name of temporaries()) expect(name).toMatch(/^mid\.safetensors\.[0-9a-f]{12}\.tmp$/);
  });
});

test(`modules are old or new, each whole, when the command is killed (times from seed ${seed})`, async () => {
  const random = integers(seed);
  const place = join(folder, "killed-compile");
  mkdirSync(place);
  const source = readFileSync(join(folder, "lenet5.cnn"), "utf8");
  const compile = ["compile", "lenet5.cnn", "--format", "js"];
  const names = ["lenet5.js", "lenet5.d.ts"];
  const files = () => names.map((name) => readFileSync(join(place, name), "utf8"));
  const compiled: (readonly string[])[] = [];
  let duration = 0;
  for (const activation of ["relu", "tanh"]) {
    writeFileSync(join(place, "lenet5.cnn"), source.replaceAll("tanh", activation));
    const begun = performance.now();
    expect((await cnnc(place, ...compile)).code).toBe(0);
    duration = performance.now() - begun;
    compiled.push(files());
  }
  const [old = []] = compiled;
  for (let round = 0; round < 4; round += 1) {
    names.forEach((name, index) => {
      writeFileSync(join(place, name), old[index] ?? "");
    });
    const child = start(place, compile);
    const end = new Promise((resolve) => child.on("close", resolve));
    await setTimeout(random(Math.round(duration / 2), Math.round(1.1 * duration)));
    child.kill("SIGKILL");
    await end;
    files().forEach((text, index) => {
      expect(compiled.map((texts) => texts[index])).toContain(text);
    });
  }
  // What a killed run has left beside them is in nobody's way.
  writeFileSync(join(place, "lenet5.js.0123456789ab.tmp"), "left");
  expect((await cnnc(place, ...compile)).code).toBe(0);
  expect(files()).toEqual(compiled[1]);
});

describe.skipIf(process.platform === "win32")("what cannot be written", () => {
  test("for its size leaves the old file, and nothing beside it", async () => {
    const place = join(folder, "limited");
    mkdirSync(place);
    const path = join(place, "w.safetensors");
    writeFileSync(path, "old");
    const command = 'ulimit -f 64; "$0" "$1" init lenet5.cnn -o limited/w.safetensors';
    const child = spawn("sh", ["-c", command, process.execPath, program], { cwd: folder });
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toContain("error[CNN0006]: limited/w.safetensors cannot be written: it would be larger");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(place)).toEqual(["w.safetensors"]);
  });

  test.skipIf(process.getuid?.() === 0)("for want of permission leaves the old file", async () => {
    const place = join(folder, "locked");
    mkdirSync(place);
    writeFileSync(join(place, "lenet5.ts"), "old");
    chmodSync(place, 0o555);
    const { code, stderr } = await cnnc(folder, "compile", "lenet5.cnn", "-o", "locked");
    expect(code).toBe(1);
    expect(stderr).toContain("error[CNN0006]: locked/lenet5.ts cannot be written: permission denied");
    expect(readFileSync(join(place, "lenet5.ts"), "utf8")).toBe("old");
    chmodSync(place, 0o755);
  });
});

describe.skipIf(!existsSync("/dev/full"))("a full device", () => {
  test.each(["check", "report"])("is what cnnc %s says, and ends with 1", async (command) => {
    const full = openSync("/dev/full", "w");
    const { code, stderr } = await ended(start(folder, [command, "lenet5.cnn", "--messages", "json"], full));
    closeSync(full);
    const message = "standard output cannot be written: no space left on the device";
    expect(JSON.parse(stderr)).toMatchObject({ code: "CNN0006", message });
    expect(code).toBe(1);
  });
});
