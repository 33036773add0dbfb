import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { integers } from "../ops/random.js";
import { runOnnx } from "../support/onnxruntime.js";
import { cnnc, digitsFolder } from "./command.js";
import { readTensors } from "./safetensors.js";

const folder = digitsFolder();
const lenet5 = ["lenet5.cnn", "--weights", "lenet5.safetensors"];
const random = integers(7);
const image = Float32Array.from({ length: 3 * 28 * 28 }, () => random(0, 255) / 255);
writeFileSync(join(folder, "image.f32"), new Uint8Array(image.buffer));

// One after another: files beside a model are mounted for the whole process.
describe("export", () => {
  test.for([
    ["inside"],
    ["functions", "--opset", "17", "--functions"],
    ["apart", "--external"],
    ["newest", "--external", "--functions", "--opset", "24"],
  ])("%s: onnxruntime computes what cnnc does", async ([name = "", ...options]) => {
    const outcome = await cnnc(folder, "export", ...lenet5, "-o", `${name}.onnx`, ...options);
    const isApart = options.includes("--external");
    const files = isApart ? [`${name}.onnx`, `${name}.onnx.data`] : [`${name}.onnx`];
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout.replace(/: [\d.]+ KiB$/gm, "")).toBe(files.map((file) => `${file}\n`).join(""));
    await cnnc(folder, "run", ...lenet5, "--input", "image=image.f32", "-o", `${name}.safetensors`);
    const path = `${name}.onnx.data`;
    const weights = isApart ? { path, data: readFileSync(join(folder, path)) } : undefined;
    const model = readFileSync(join(folder, `${name}.onnx`));
    const inputs = { image: { shape: [3, 1, 28, 28], data: image } };
    const { logits } = await runOnnx(model, inputs, weights);
    expect(logits?.shape).toEqual([3, 10]);
    const expected = readTensors(readFileSync(join(folder, `${name}.safetensors`))).get("logits") ?? [];
    expect(expected).toHaveLength(30);
    expected.forEach((value, index) => {
      expect(Math.abs(value - (logits?.data[index] ?? NaN))).toBeLessThan(1e-4);
    });
  });
});
