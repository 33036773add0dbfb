import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cnnc, digitsFolder } from "./command.js";
import { readTensors } from "./safetensors.js";

const weights = ["--weights", "lenet5.safetensors"];

/** A folder with `lenet5.onnx`, its weights in `lenet5.onnx.data` where `apart`. */
async function exportedFolder(apart = false): Promise<string> {
  const folder = digitsFolder();
  const options = apart ? ["--external"] : [];
  const outcome = await cnnc(folder, "export", "lenet5.cnn", ...weights, "-o", "lenet5.onnx", ...options);
  expect(outcome.code).toBe(0);
  return folder;
}

describe.concurrent("import", () => {
  test.for([false, true])("reads what export writes (weights apart: %s)", async (apart, { expect }) => {
    const folder = await exportedFolder(apart);
    const outcome = await cnnc(folder, "import", "lenet5.onnx", "-o", "again.cnn");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^again\.cnn: \d+ lines\nagain\.safetensors: \d+ tensors\n$/);
    const run = (name: string) =>
      cnnc(
        folder,
        "run",
        `${name}.cnn`,
        "--weights",
        `${name}.safetensors`,
        "--input",
        "image=x.f32",
        "-o",
        `${name}.y`,
      );
    writeFileSync(
      join(folder, "x.f32"),
      new Uint8Array(Float32Array.from({ length: 784 }, (_, i) => (i % 7) / 7).buffer),
    );
    expect(await run("lenet5")).toMatchObject({ code: 0 });
    expect(await run("again")).toMatchObject({ code: 0, stderr: "" });
    const [expected, found] = ["lenet5", "again"].map((name) => [
      ...(readTensors(readFileSync(join(folder, `${name}.y`))).get("logits") ?? []),
    ]);
    expect(found).toHaveLength(10);
    expect(found).toEqual(expected);
  });

  test("refuses extents of an input that there is not", async ({ expect }) => {
    const folder = await exportedFolder();
    const call = ["import", "lenet5.onnx", "-o", "again.cnn", "--input", "img=1x1x28x28"];
    const { code, stdout, stderr } = await cnnc(folder, ...call);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain('lenet5.onnx has no input "img"');
    expect(stderr).toContain("help: its inputs are image");
    expect(readdirSync(folder)).not.toContain("again.cnn");
  });

  test("writes nothing where it cannot import all", async ({ expect }) => {
    const folder = await exportedFolder();
    const model = readFileSync(join(folder, "lenet5.onnx"));
    writeFileSync(
      join(folder, "strange.onnx"),
      model.toString("latin1").replaceAll("AveragePool", "LargestPool"),
      "latin1",
    );
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await cnnc(folder, "import", "strange.onnx", "-o", "strange.cnn");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(
      'error[CNN0602]: LargestPool "avgpool1", LargestPool "avgpool2": there is no such operator here',
    );
    expect(readdirSync(folder)).toEqual(before);
  });

  test.for([
    ["leads out", "../weights.bin.data", "it leads out of the model's folder"],
    ["is absolute", "/etc/hostname", "it is an absolute path"],
    ["is a link", "linked.onnx.data", "it is a link"],
    ["is missing", "nothing", "no such file or folder"],
  ])("does not read weights in a file that %s", async ([, location = "", reason], { expect }) => {
    const folder = await exportedFolder(true);
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "weights.bin.data"), readFileSync(join(folder, "lenet5.onnx.data")));
    symlinkSync(join(folder, "lenet5.onnx.data"), join(folder, "inner/linked.onnx.data"));
    const model = readFileSync(join(folder, "lenet5.onnx")).toString("latin1");
    // A location of the same length needs no other length around it.
    const same = location.padEnd("lenet5.onnx.data".length, "/").slice(0, "lenet5.onnx.data".length);
    const text = model.replaceAll("lenet5.onnx.data", same);
    writeFileSync(join(folder, "inner/m.onnx"), text, "latin1");
    const { code, stderr } = await cnnc(folder, "import", "inner/m.onnx", "-o", "m.cnn");
    expect(code).toBe(1);
    expect(stderr).toContain("error[CNN0601]");
    expect(stderr.replace(/\s+/g, " ")).toContain(reason);
  });
});
