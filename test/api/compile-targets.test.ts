import { describe, expect, it } from "vitest";
import { compile } from "../../src/api/compile.js";
import { readRuntime } from "../support/compile.js";

const options = {
  entry: "m.cnn",
  format: "ts",
  runtime: "inline",
  target: "webgpu",
  batch: 1,
  without: [],
} as const;

function compiled(text: string, given: Partial<Parameters<typeof compile>[1]> = {}) {
  return compile({ readSource: () => text, readRuntime }, { ...options, ...given });
}

const small =
  "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3) -> relu\n  output y = flatten -> dense(10)\n}\n";

describe("compile for WebGPU", () => {
  it("writes a module and its kernels, the same bytes each time", async () => {
    const { value = [], diagnostics } = await compiled(small);
    expect(diagnostics).toEqual([]);
    expect(value.map(({ name }) => name)).toEqual(["m.ts", "m.wgsl"]);
    const [module, wgsl] = value.map(({ text }) => text);
    for (const [, name = ""] of (wgsl ?? "").matchAll(/@workgroup_size\([^)]*\)\s*fn (\w+)/g)) {
      expect(module).toContain(`name: "${name}"`);
    }
    expect(wgsl).toMatchSnapshot();
    expect((await compiled(small)).value).toEqual(value);
  });

  it("says in the header that numbers are in half precision, and asks devices for it", async () => {
    for (const target of ["webgpu", "auto"] as const) {
      const [full, half] = await Promise.all(
        (["f32", "f16"] as const).map(async (precision) => {
          const { value = [] } = await compiled(small, { target, precision });
          return value.map(({ text }) => text ?? "");
        }),
      );
      expect(full?.join("")).not.toContain('["shader-f16"]');
      expect(half?.[0]).toMatch(/^\/\/ --format ts .* --precision f16$/m);
      expect(half?.[0]).toMatch(/(openDevice|chooseDevice)\(options, \["shader-f16"\]\)/);
      expect(half?.[1]).toMatch(/^enable f16;$/m);
      const hashes = [full, half].map((files) => /^\/\/ sha256 \w+$/m.exec(files?.[0] ?? "")?.[0]);
      expect(new Set(hashes).size).toBe(2);
    }
  });

  it("refuses what a binding does not hold, by layer and before any code", async () => {
    const text = "model m {\n  input x: [256, 512, 512]\n  conv(4, 3x3)\n  output y = relu\n}\n";
    const { value, diagnostics } = await compiled(text);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "CNN0310 conv1: it would need 268,435,472 of maxStorageBufferBindingSize, 2.0 times the 134,217,728 that WebGPU promises",
      "CNN0310 the outputs: it would need 268,435,472 of maxStorageBufferBindingSize, 2.0 times the 134,217,728 that WebGPU promises",
    ]);
  });
});
