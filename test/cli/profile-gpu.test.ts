import { expect } from "vitest";
import { gpuTests } from "../support/gpu/tests.js";
import { cnnc, root } from "./command.js";

const test = gpuTests();

test("cnnc profile --target webgpu opens a device of its own, and ends", async () => {
  const args = ["models/lenet5.cnn", "--target", "webgpu", "--numerics", "exact", "--seconds", "0.1"];
  const { code, stdout, stderr } = await cnnc(root, "profile", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Dawn");
  expect(stdout).toMatch(/^conv1 .*conv 5×5/m);
});
