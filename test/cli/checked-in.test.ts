import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cnnc, digitsFolder } from "./command.js";

const network = (activation: string): string =>
  `model small {\n  input x: [4]\n  dense(3) -> ${activation}\n  output y = dense(2)\n}\n`;

/** A folder with a network and a configuration. */
function folderOf(config: string, name = "cnnc.config.json"): string {
  const folder = digitsFolder();
  writeFileSync(join(folder, "small.cnn"), network("relu"));
  writeFileSync(join(folder, name), config);
  return folder;
}

const both = JSON.stringify({
  models: [
    { file: "small.cnn", output: "out" },
    { file: "small.cnn", output: "out/js", format: "js", batch: 4 },
  ],
});
const written = ["out/small.ts", "out/js/small.js", "out/js/small.d.ts"];
const listed = (end = ""): string => written.map((path) => `${path}${end}\n`).join("");

describe.concurrent("a configuration", () => {
  test("says what is compiled, and --check whether it is checked in", async () => {
    const folder = folderOf(both);
    const missing = await cnnc(folder, "compile", "--check", "--messages", "short");
    expect(missing.stderr).toBe(
      written
        .map((path) => `${path}: error[CNN0702]: ${path}, which small.cnn compiles to, is missing\n`)
        .join(""),
    );
    expect(existsSync(join(folder, "out"))).toBe(false);
    expect(await cnnc(folder, "compile")).toEqual({ code: 0, stdout: listed(), stderr: "" });

    const path = join(folder, "out/small.ts");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
    expect(await cnnc(folder, "compile", "--check")).toEqual({
      code: 0,
      stdout: listed(" is current"),
      stderr: "",
    });

    const old = readFileSync(path, "utf8");
    writeFileSync(join(folder, "small.cnn"), network("tanh"));
    const stale = await cnnc(folder, "compile", "--check");
    expect(stale).toMatchObject({ code: 1, stdout: "" });
    expect(stale.stderr).toContain("error[CNN0702]: out/small.ts is not what small.cnn compiles to\n");
    expect(stale.stderr).toMatch(/^ +-\/\/ sha256 /m);
    expect(readFileSync(path, "utf8")).toBe(old);
  });

  test("may ask for kernels in a file, whose bytes --check compares", async () => {
    const model = { file: "small.cnn", output: "out", format: "js", wasm: "file" };
    const folder = folderOf(JSON.stringify({ models: [model] }));
    const files = ["out/small.js", "out/small.d.ts", "out/small.wasm"];
    const lines = (end = ""): string => files.map((path) => `${path}${end}\n`).join("");
    expect(await cnnc(folder, "compile")).toEqual({ code: 0, stdout: lines(), stderr: "" });
    expect(await cnnc(folder, "compile", "--check")).toEqual({
      code: 0,
      stdout: lines(" is current"),
      stderr: "",
    });
    const kernels = join(folder, "out/small.wasm");
    writeFileSync(kernels, readFileSync(kernels).subarray(1));
    const stale = await cnnc(folder, "compile", "--check");
    expect(stale).toMatchObject({ code: 1, stdout: "" });
    expect(stale.stderr).toContain("error[CNN0702]: out/small.wasm is not what small.cnn compiles to\n");
  });

  test("reports the findings of all models, and then writes none", async () => {
    const folder = folderOf(
      '{ "models": [{ "file": "small.cnn" }, { "file": "bad.cnn" }, { "file": "gone.cnn" }] }',
    );
    writeFileSync(join(folder, "bad.cnn"), network("rellu"));
    const { code, stdout, stderr } = await cnnc(folder, "compile", "--messages", "short");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "bad.cnn:3:15: error[CNN0101]: there is no layer, block or value `rellu`\n" +
        "cnnc.config.json:1:72: error[CNN0004]: gone.cnn cannot be read: no such file or folder\n",
    );
    expect(existsSync(join(folder, "small.ts"))).toBe(false);
  });

  test("may not write a file twice", async () => {
    const folder = folderOf(
      '{ "models": [{ "file": "small.cnn" }, { "file": "small.cnn", "output": "./" }] }',
    );
    const { code, stderr } = await cnnc(folder, "compile", "--messages", "short");
    expect(code).toBe(1);
    expect(stderr).toBe("cnnc.config.json:1:49: error[CNN0701]: two models would be written to small.ts\n");
  });

  test("may be a module, in another folder, to which its paths are relative", async () => {
    const folder = digitsFolder();
    const path = join(folder, "nets.mjs");
    writeFileSync(
      path,
      'export default { models: ["lenet5"].map((name) => ({ file: `${name}.cnn`, output: "out" })) };\n',
    );
    const outcome = await cnnc(join(folder, ".."), "compile", "--config", path);
    expect(outcome).toEqual({ code: 0, stdout: `${join(folder, "out/lenet5.ts")}\n`, stderr: "" });
    writeFileSync(path, 'throw new Error("not today");\n');
    const failed = await cnnc(folder, "compile", "--config", "nets.mjs", "--messages", "short");
    expect(failed).toMatchObject({
      code: 1,
      stderr: "nets.mjs:1:1: error[CNN0701]: nets.mjs cannot be loaded: not today\n",
    });
  });

  test("may name a tuning, or leave out the one beside the source", async () => {
    const named = folderOf('{ "models": [{ "file": "small.cnn", "tuning": "gone.json" }] }');
    const path = join(named, "cnnc.config.json");
    const outcome = await cnnc(join(named, ".."), "compile", "--config", path, "--messages", "short");
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(`${join(named, "gone.json")} cannot be read: no such file or folder`);
    const without = folderOf('{ "models": [{ "file": "small.cnn", "tuning": false }] }');
    writeFileSync(join(without, "small.tuning.json"), "{");
    expect((await cnnc(without, "compile")).code).toBe(0);
  });

  test("may ask that weights fit", async () => {
    const folder = folderOf('{ "models": [{ "file": "small.cnn", "weights": "small.safetensors" }] }');
    const compile = () => cnnc(folder, "compile", "--messages", "short");
    expect((await compile()).stderr).toContain("error[CNN0004]: small.safetensors cannot be read");
    await cnnc(folder, "init", "small.cnn", "-o", "small.safetensors");
    expect((await compile()).code).toBe(0);
    writeFileSync(join(folder, "small.cnn"), network("tanh"));
    expect((await compile()).stderr).toContain("small.safetensors: error[CNN0506]:");
  });
});

describe.concurrent("weights rename", () => {
  test("proposes, and mends the file when it is told to", async () => {
    const folder = digitsFolder();
    const path = join(folder, "lenet5.cnn");
    writeFileSync(path, readFileSync(path, "utf8").replace("dense(120)", "dense(120) as first"));
    const weights = ["--weights", "lenet5.safetensors"];
    const before = readFileSync(join(folder, "lenet5.safetensors"));
    expect((await cnnc(folder, "check", "lenet5.cnn", ...weights)).stderr).toContain("dense1 -> first");
    expect(await cnnc(folder, "weights", "rename", "lenet5.cnn", ...weights)).toEqual({
      code: 0,
      stdout: "dense1 -> first\nlenet5.safetensors is as it was; --yes writes it\n",
      stderr: "",
    });
    expect(readFileSync(join(folder, "lenet5.safetensors")).equals(before)).toBe(true);
    expect(await cnnc(folder, "weights", "rename", "lenet5.cnn", ...weights, "--yes")).toEqual({
      code: 0,
      stdout: "dense1 -> first\nlenet5.safetensors: 2 tensors are renamed; it fits lenet5\n",
      stderr: "",
    });
    expect((await cnnc(folder, "check", "lenet5.cnn", ...weights)).code).toBe(0);
    const run = await cnnc(folder, "run", "lenet5.cnn", ...weights, "--json", "7.png");
    expect(JSON.parse(run.stdout)).toMatchObject({
      outputs: { logits: { classes: [{ index: 7 }, {}, {}, {}, {}] } },
    });
    // What would not fit after all is left alone, and its names may be mapped instead.
    const own = readFileSync(join(folder, "lenet5.safetensors"));
    const sound = readFileSync(path, "utf8");
    writeFileSync(path, sound.replace("as first", "as one"));
    const wider = ["--set", "classes=11"];
    const unfit = await cnnc(folder, "weights", "rename", "lenet5.cnn", ...weights, "--yes", ...wider);
    expect(unfit).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        "first -> one\nlenet5.safetensors is as it was, since it would not fit",
      ) as string,
    });
    expect(unfit.stderr).toContain("CNN0502");
    expect(readFileSync(join(folder, "lenet5.safetensors")).equals(own)).toBe(true);
    writeFileSync(join(folder, "names.json"), '{ "rules": { "one.{slot}": "first.{slot}" } }');
    for (const command of ["check", "compile"]) {
      expect((await cnnc(folder, command, "lenet5.cnn", ...weights)).code).toBe(1);
      const mapped = await cnnc(folder, command, "lenet5.cnn", ...weights, "--names", "names.json");
      expect([mapped.code, mapped.stderr]).toEqual([0, ""]);
    }
    writeFileSync(path, sound);
    // Computed with all the same, but not without a word.
    writeFileSync(path, readFileSync(path, "utf8").replace("-> tanh", "-> relu"));
    const warned = await cnnc(folder, "run", "lenet5.cnn", ...weights, "7.png");
    expect(warned.code).toBe(0);
    expect(warned.stderr).toContain("warning[CNN0506]");
  });
});
