import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gpuProblem } from "../../src/cli/gpu.js";
import { GpuError } from "../../src/runtime/webgpu/gpuError.js";
import { gpuTests } from "../support/gpu/tests.js";
import { cnnc, digitsFolder, printed } from "./command.js";

const test = gpuTests();
const folder = digitsFolder();
for (let digit = 0; digit < 10; digit += 1) {
  mkdirSync(join(folder, `digits/${digit}`), { recursive: true });
  cpSync(join(folder, `${digit}.png`), join(folder, `digits/${digit}/a.png`));
}
const model = ["lenet5.cnn", "--weights", "lenet5.safetensors"];
const onGpu = ["--target", "webgpu"];

test("cnnc run and eval print for WebGPU what they print for the CPU", async () => {
  const calls = [
    ["run", ...model, "--batch", "4", "digits"],
    ["eval", ...model, "digits"],
  ] as const;
  for (const [command, ...args] of calls) {
    const [cpu, gpu] = await Promise.all([
      cnnc(folder, command, ...args),
      cnnc(folder, command, ...args, ...onGpu),
    ]);
    expect(gpu.code).toBe(0);
    expect(printed(gpu)).toEqual(printed(cpu));
  }
});

it("cnnc check holds a device's limits against either target of a module", async () => {
  const call = ["check", "lenet5.cnn", "--limits", "compatibility", "--target"];
  const { code, stdout } = await cnnc(folder, ...call, "auto");
  expect(code).toBe(0);
  expect(stdout).toMatch(/the CPU computes it: .*\n.*WebGPU computes it: /);
  const { code: refused, stderr } = await cnnc(folder, ...call, "cpu");
  expect(refused).toBe(2);
  expect(stderr).toContain("--limits goes with --target webgpu or auto");
});

test("an option that WebGPU makes no use of is a wrong call", async () => {
  const { code, stderr } = await cnnc(folder, "run", ...model, ...onGpu, "7.png", "--threads", "2");
  expect(stderr).toContain("--threads is for the CPU; leave --target out");
  expect(code).toBe(2);
});

it("what a device does not do is a finding, and a defect of the command none", () => {
  const failure = new GpuError("out-of-memory", "conv1", "no room");
  expect(gpuProblem(failure)).toMatchObject({
    code: "CNN0801",
    message: "WebGPU fails: conv1: no room",
    labels: [],
  });
  expect(gpuProblem(new TypeError("no room"))).toBeUndefined();
});

describe("where there is no adapter", () => {
  const drivers = process.env.VK_ICD_FILENAMES;
  beforeAll(() => {
    process.env.VK_ICD_FILENAMES = join(folder, "none.json");
  });
  afterAll(() => {
    process.env.VK_ICD_FILENAMES = drivers;
  });

  test("a command that computes on it says what to do", async () => {
    const calls = [
      ["run", ...model, "7.png"],
      ["eval", ...model, "digits"],
      ["profile", "lenet5.cnn"],
      ["diff", ...model],
    ];
    for (const call of calls) {
      const { code, stdout, stderr } = await cnnc(folder, ...call, ...onGpu);
      expect(stderr).toMatch(
        /^error\[CNN0801\]: WebGPU finds no adapter on this machine\n.* = help: install /m,
      );
      expect(stderr).not.toContain("(see --help)");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      const json = await cnnc(folder, ...call, ...onGpu, "--messages", "json");
      const found: unknown = JSON.parse(json.stderr.split("\n").find((line) => line.startsWith("{")) ?? "");
      expect(found).toMatchObject({ severity: "error", code: "CNN0801", labels: [] });
    }
  });

  test("what is wrong with the source, the weights or the input is said instead", async () => {
    writeFileSync(join(folder, "wrong.cnn"), "model m {\n  input x: [8]\n  output y = relo\n}\n");
    const weights = ["--weights", "lenet5.safetensors"];
    const none = ["lenet5.cnn", "--weights", "none.safetensors"];
    const others = ["other.cnn", ...weights];
    writeFileSync(
      join(folder, "other.cnn"),
      "model m {\n  input x: [8]\n  x -> dense(3)\n  output y = relu\n}\n",
    );
    const calls = [
      [["run", "wrong.cnn", ...weights, "7.png"], "CNN0101"],
      [["run", ...none, "7.png"], "CNN0004"],
      [["run", ...others, "7.png"], "CNN0502"],
      [["run", ...model, "none.png"], "CNN0004"],
      [["run", ...model, "--input", "image=none.png"], "CNN0004"],
      [["eval", ...model, "none"], "CNN0004"],
      [["profile", "wrong.cnn"], "CNN0101"],
      [["profile", ...others], "CNN0502"],
      [["diff", "wrong.cnn", ...weights], "CNN0101"],
      [["diff", ...none], "CNN0004"],
      [["diff", ...others], "CNN0502"],
      [["diff", ...model, "--input", "image=none.png"], "CNN0004"],
    ] as const;
    for (const [call, problem] of calls) {
      const { code, stdout, stderr } = await cnnc(folder, ...call, ...onGpu);
      expect(stderr).toContain(`error[${problem}]`);
      expect(stderr).not.toContain("WebGPU");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    }
  });
});
