import { spawn } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { version } from "../../src/api/version.js";
import { cnnc, digitsFolder, ended, printed, program, root } from "./command.js";

const folder = digitsFolder();
/** A folder like a checkout, but for its other models. */
const project = digitsFolder();
cpSync(join(folder, "lenet5.cnn"), join(project, "models/lenet5.cnn"));
cpSync(join(root, "examples/digits"), join(project, "examples/digits"), { recursive: true });
writeFileSync(join(project, "cnnc.config.json"), '{ "models": [] }');
const commands = [
  "check",
  "report",
  "profile",
  "tune",
  "graph",
  "compile",
  "run",
  "eval",
  "diff",
  "export",
  "import",
  "init",
  "weights rename",
  "fmt",
  "expand",
  "explain",
];

describe.concurrent("help", () => {
  test("names every command", async ({ expect }) => {
    expect(printed(await cnnc(folder, "--help"))).toMatchSnapshot();
  });

  test.for(commands)("of %s ends in examples that are calls of it", async (command, { expect }) => {
    const outcome = await cnnc(folder, ...command.split(" "), "--help");
    expect(printed(outcome)).toMatchSnapshot();
    expect(outcome.code).toBe(0);
    const [, examples = ""] = outcome.stdout.split("\nExamples:\n");
    const lines = examples.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(new RegExp(`^ {2}\\$ cnnc ${command} \\S`));
      const [, call = ""] = /\$ cnnc ([^|]+)/.exec(line) ?? [];
      if (/--watch|^check .*\*/.test(call) || process.platform === "win32") continue;
      // What is not in the folder cannot be read, which is another end than that of a wrong call.
      const shell = spawn("sh", ["-c", `"$0" "$1" ${call}`, process.execPath, program], { cwd: project });
      const { code, stderr } = await ended(shell);
      const isThere = !/resnet|vgg|net_|segment|two\.cnn|t10k|--from/.test(call);
      expect([call, code === 2 ? stderr : code]).toEqual([call, isThere ? 0 : expect.toBeOneOf([0, 1])]);
    }
  });

  test("is what a call without a command prints, as an error", async ({ expect }) => {
    const { code, stdout, stderr } = await cnnc(folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe((await cnnc(folder, "--help")).stdout);
  });

  test("the version is the package's", async ({ expect }) => {
    expect(await cnnc(folder, "--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

const wrongCalls: readonly (readonly string[])[] = [
  ["chekc", "lenet5.cnn"],
  // Every command needs something, except `explain`.
  ...commands.filter((command) => command !== "explain").map((command) => command.split(" ")),
  ["explain", "CNN9999"],
  ...commands.map((command) => [...command.split(" "), "lenet5.cnn", "--nonsense"]),
  ["report", "lenet5.cnn", "resnet50.cnn"],
  ["check", "lenet5.cnn", "--model"],
  ["check", "lenet5.cnn", "--set", "classes"],
  ["check", "lenet5.cnn", "--set", "=10"],
  ["check", "lenet5.cnn", "--set", "two words=10"],
  ["check", "lenet5.cnn", "--messages", "long"],
  ["report", "lenet5.cnn", "--depth", "-1"],
  ["report", "lenet5.cnn", "--depth", "many"],
  ["report", "lenet5.cnn", "--compare", "lenet5.cnn", "--tuning", "lenet5.tuning.json"],
  ["graph", "lenet5.cnn", "--depth", "-1"],
  ["graph", "lenet5.cnn", "--format", "png"],
  ["compile", "--batch", "4"],
  ["compile", "lenet5.cnn", "--config", "cnnc.config.json"],
  ["compile", "lenet5.cnn", "--check", "--watch"],
  ["compile", "lenet5.cnn", "--check", "--emit", "graph"],
  ["compile", "lenet5.cnn", "--portable", "--relaxed-simd"],
  ["compile", "lenet5.cnn", "--portable", "--wasm", "file"],
  ["compile", "lenet5.cnn", "--target", "webgpu", "--tuning", "lenet5.tuning.json"],
  ["compile", "lenet5.cnn", "--precision", "f16"],
  ["check", "lenet5.cnn", "--target", "cpu", "--precision", "f16"],
  ["compile", "lenet5.cnn", "--target", "auto", "--emit", "program"],
  ["compile", "lenet5.cnn", "--batch", "0"],
  ["compile", "lenet5.cnn", "--batch", "1.5"],
  ["compile", "lenet5.cnn", "--batch", "99999999999999999"],
  ["compile", "lenet5.cnn", "--format", "wasm"],
  ["compile", "lenet5.cnn", "--runtime", "shared"],
  ["compile", "lenet5.cnn", "--without", "fold-batchnorms"],
  ["compile", "lenet5.cnn", "--emit", "tokens"],
  ["compile", "lenet5.cnn", "--emit", "graph-after:nothing"],
  ["compile", "lenet5.cnn", "--emit", "graph-after:remove-dead", "--without", "remove-dead"],
  ["diff", "lenet5.cnn"],
  ...[
    ["--target", "gpu"],
    ["--target", "auto"],
    ["--target2", "gpu"],
    ["--precision", "f16"],
    ["--target2", "webgpu", "--precision2", "bf16"],
    ["--tolerance", "-1"],
    ["--seed", "x"],
  ].map((args) => [...["diff", "lenet5.cnn", "--weights", "lenet5.safetensors"], ...args]),
  ["diff", "net.onnx", "lenet5.cnn"],
  ["diff", "net.onnx", "--weights", "lenet5.safetensors"],
  ["diff", "net.onnx", "other.onnx", "--set", "classes=10"],
  ["diff", "lenet5.cnn", "net.onnx", "--weights", "lenet5.safetensors", "--model2", "lenet5"],
  ["export", "lenet5.cnn", "-o", "new.onnx"],
  ["export", "lenet5.cnn", "--weights", "lenet5.safetensors"],
  ...["12", "25", "17.5"].map((opset) => [
    ...["export", "lenet5.cnn", "--weights", "lenet5.safetensors", "-o", "new.onnx", "--opset"],
    opset,
  ]),
  ["init", "lenet5.cnn"],
  ["init", "lenet5.cnn", "-o", "new.safetensors", "--seed", "0x10"],
  ["init", "lenet5.cnn", "-o", "new.safetensors", "--scheme", "he"],
  ["check", "lenet5.cnn", "lenet5.cnn", "--weights", "lenet5.safetensors"],
  ["check", "lenet5.cnn", "--names", "names.json"],
  ["compile", "lenet5.cnn", "--names", "names.json"],
  ["weights", "renam", "lenet5.cnn"],
  ["weights", "rename", "lenet5.cnn", "--weights", "lenet5.safetensors", "--from", "conv1"],
  ["run", "lenet5.cnn", "7.png"],
  ["run", "lenet5.cnn", "7.png", "--target", "auto"],
  ["run", "lenet5.cnn", "--weights", "lenet5.safetensors"],
  ["run", "lenet5.cnn", "7.png", "--weights", "lenet5.safetensors", "--top", "0"],
  ["run", "lenet5.cnn", "7.png", "--weights", "lenet5.safetensors", "--batch", "0"],
  ["eval", "lenet5.cnn", "--weights", "lenet5.safetensors"],
  ["eval", "lenet5.cnn", "digits"],
  ["eval", "lenet5.cnn", "--weights", "lenet5.safetensors", "a", "b", "c"],
  ["run", "lenet5.cnn", "7.png", "--weights", "lenet5.safetensors", "--input", "image=7.png"],
];

describe.concurrent("a wrong call ends with 2 and points to the help", () => {
  test.for(wrongCalls.map((args) => [args.join(" "), args] as const))(
    "cnnc %s",
    async ([, args], { expect }) => {
      const outcome = await cnnc(folder, ...args);
      expect(printed(outcome)).toMatchSnapshot();
      expect(outcome).toMatchObject({ code: 2, stdout: "" });
      expect(outcome.stderr).toMatch(/^error: .+\n(\(Did you mean .+\?\)\n)?\(see --help\)\n$/);
    },
  );
});
