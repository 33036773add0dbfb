import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
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

test("cnnc run says what stands in the way of WebGPU", async () => {
  const call = ["run", ...model, ...onGpu, "7.png"];
  const idle = await cnnc(folder, ...call, "--threads", "2");
  expect(idle.stderr).toContain("--threads is for the CPU; leave --target out");
  const drivers = process.env.VK_ICD_FILENAMES;
  process.env.VK_ICD_FILENAMES = join(folder, "none.json");
  const without = await cnnc(folder, ...call);
  process.env.VK_ICD_FILENAMES = drivers;
  expect(without.stderr).toContain("WebGPU finds no adapter on this machine");
  expect([idle.code, without.code]).toEqual([2, 2]);
});
