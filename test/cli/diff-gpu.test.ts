import { expect } from "vitest";
import { gpuTests } from "../support/gpu/tests.js";
import { cnnc, root } from "./command.js";

const test = gpuTests();

const args = [
  ...["diff", "models/lenet5.cnn", "--weights", "examples/digits/lenet5.safetensors"],
  ...["--input", "image=examples/digits/7.png", "--target", "webgpu"],
];

// Where Dawn has started, this process knows its driver, and so does what it starts.
test("cnnc diff --target webgpu holds every layer against float64, and ends", async () => {
  const { code, stdout } = await cnnc(root, ...args);
  expect(stdout).toMatch(/\nwebgpu and reference agree within 0.0001 in every layer that both have\n$/);
  expect(code).toBe(0);
});

test("cnnc diff --precision f16 says where a device has no half precision", async ({ gpu }) => {
  const adapter = await gpu.requestAdapter();
  const { code, stdout, stderr } = await cnnc(root, ...args, "--precision", "f16");
  if (adapter?.features.has("shader-f16")) {
    expect(stdout).toMatch(
      /\nwebgpu in half precision and webgpu agree within 0.05 in every layer that both have\n$/,
    );
    expect(code).toBe(0);
  } else {
    expect(stderr).toContain("has no half precision: it lacks the feature shader-f16");
    expect(stderr).not.toContain("(see --help)");
    expect(code).toBe(1);
  }
});
