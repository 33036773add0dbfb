import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { cnnc, digitsFolder, printed, root } from "./command.js";

const folder = digitsFolder();
const write = (name: string, content: string | Uint8Array): void => {
  writeFileSync(join(folder, name), content);
};
const garbage = Uint8Array.from({ length: 1000 }, (_, index) => (index * 167 + 128) % 256);

mkdirSync(join(folder, "folder.cnn"));
mkdirSync(join(folder, "occupied/lenet5.d.ts"), { recursive: true });
mkdirSync(join(folder, "occupied/lenet5.onnx.data"));
symlinkSync("circle", join(folder, "circle"));
write("garbage", garbage);
write("empty", "");
write("plain", "not a folder\n");
write(
  "latin1.cnn",
  Buffer.from("/// Fa\u00E7ade\nmodel m {\n  input x: [4]\n  output y = relu\n}\n", "latin1"),
);
write("gone-import.cnn", 'import { a } from "./gone.cnn"\nmodel m {\n  input x: [4]\n  output y = a\n}\n');
write(
  "folder-import.cnn",
  'import { a } from "./folder.cnn"\nmodel m {\n  input x: [4]\n  output y = a\n}\n',
);
write(
  "latin1-import.cnn",
  'import { m } from "./latin1.cnn"\nmodel n {\n  input x: [4]\n  output y = m\n}\n',
);
write(
  "two.cnn",
  "model a {\n  input x: [4]\n  output y = relu\n}\n\nmodel b {\n  input x: [4]\n  output y = tanh\n}\n",
);
write("no-picture.cnn", "model m {\n  input x: [3, 8, 8]\n  flatten\n  output y = dense(2)\n}\n");
write("vast.cnn", "model m {\n  input x: [60000]\n  dense(30000) -> relu\n  output y = dense(60000)\n}\n");
write(
  "pair.cnn",
  "model pair {\n  input a: [2]\n  input b: [2]\n  add {\n    branch a\n    branch b\n  }\n  output y = relu\n}\n",
);
write("dilated.cnn", "model m {\n  input x: [2, 8, 8]\n  output y = avgpool(2x2, dilation: 2)\n}\n");
write("none.safetensors", writeSafetensors([]));
write(
  "no-picture.weights",
  writeSafetensors([
    { name: "dense1.weight", shape: [2, 192], data: new Float32Array(384) },
    { name: "dense1.bias", shape: [2], data: new Float32Array(2) },
  ]),
);
write("vector.f32", new Uint8Array(8));
write("vectors.f32", new Uint8Array(24));
write("wide.safetensors", writeSafetensors([{ name: "a", shape: [1, 3], data: new Float32Array(3) }]));
write(
  "integers.safetensors",
  Buffer.from(writeSafetensors([{ name: "a", shape: [2], data: new Float32Array(2) }]))
    .toString("latin1")
    .replace("F32", "I32"),
);
write("truncated.png", readFileSync(join(folder, "7.png")).subarray(0, 120));
write("truncated.safetensors", readFileSync(join(folder, "lenet5.safetensors")).subarray(0, 5000));
write("list.json", "[1, 2]");
write("wide.cnn", "model wide {\n  input x: [30_000]\n  output y = dense(40_000)\n}\n");
write("placeholder.json", '{ "rules": { "dense1.{slot}": "fc1.{other}" } }');
const models = new Set(readdirSync(folder));

const lenet5 = ["--weights", "lenet5.safetensors", "7.png"];
const calls: readonly (readonly string[])[] = [
  // Sources.
  ["check", "gone.cnn"],
  ["check", "folder.cnn"],
  ["check", "garbage"],
  ["check", "empty"],
  ["check", "circle"],
  ["check", "plain/lenet5.cnn"],
  ["check", "latin1.cnn"],
  ["check", "7.png"],
  ["check", "gone-import.cnn"],
  ["check", "folder-import.cnn"],
  ["check", "latin1-import.cnn"],
  ["report", "gone.cnn"],
  ["compile", "garbage", "-o", "new"],
  ["compile", "gone.cnn", "--emit", "cst"],
  ["compile", "gone.cnn", "--emit", "program"],
  ["run", "gone.cnn", ...lenet5],
  ["init", "gone.cnn", "-o", "new.safetensors"],
  // Models and settings.
  ["check", "two.cnn"],
  ["check", "two.cnn", "--model", "c"],
  ["check", "lenet5.cnn", "--set", "classes=ten"],
  ["check", "lenet5.cnn", "--set", "classes=1.5"],
  ["check", "lenet5.cnn", "--set", "classes=-1"],
  ["check", "lenet5.cnn", "--set", "classes=1e999"],
  ["check", "lenet5.cnn", "--set", "clases=10"],
  ["compile", "lenet5.cnn", "--batch", "100000000", "-o", "new"],
  ["compile", "wide.cnn"],
  ["compile", "vast.cnn", "-o", "new"],
  // Outputs.
  ["compile", "lenet5.cnn", "-o", "plain"],
  ["compile", "lenet5.cnn", "-o", "plain/deeper"],
  ["compile", "lenet5.cnn", "-o", "occupied", "--format", "js"],
  ["compile", "lenet5.cnn", "-o", "/proc"],
  ["init", "lenet5.cnn", "-o", "folder.cnn"],
  ["init", "lenet5.cnn", "-o", "plain/lenet5.safetensors"],
  ["init", "lenet5.cnn", "-o", "circle"],
  ["init", "lenet5.cnn", "-o", `${"long".repeat(64)}.safetensors`],
  // Exports.
  ...[
    ["-o", "folder.cnn"],
    ["-o", "plain/lenet5.onnx"],
    ["-o", "occupied/lenet5.onnx", "--external"],
    ["-o", "new.onnx", "--weights", "gone.safetensors"],
    ["-o", "new.onnx", "--weights", "truncated.safetensors"],
    ["-o", "new.onnx", "--names", "placeholder.json"],
    ["-o", "new.onnx", "--set", "classes=11"],
  ].map((args) => ["export", "lenet5.cnn", "--weights", "lenet5.safetensors", ...args]),
  ["export", "dilated.cnn", "--weights", "none.safetensors", "-o", "new.onnx"],
  // Comparisons.
  ...[
    ["gone.cnn"],
    ["no-picture.cnn"],
    ["--weights2", "gone.safetensors"],
    ["--weights2", "truncated.safetensors"],
    ["--names2", "gone.json", "--weights2", "lenet5.safetensors"],
    ["--input", "picture=7.png"],
    ["--input", "image=gone.png"],
    ["--input", "image=truncated.png"],
  ].map((args) => ["diff", "lenet5.cnn", ...args, "--weights", "lenet5.safetensors"]),
  // Weights.
  ["run", "lenet5.cnn", "--weights", "gone.safetensors", "7.png"],
  ["run", "lenet5.cnn", "--weights", "folder.cnn", "7.png"],
  ["run", "lenet5.cnn", "--weights", "garbage", "7.png"],
  ["run", "lenet5.cnn", "--weights", "empty", "7.png"],
  ["run", "lenet5.cnn", "--weights", "truncated.safetensors", "7.png"],
  ["run", "no-picture.cnn", "--weights", "no-picture.weights", "7.png"],
  ["run", "pair.cnn", "--weights", "none.safetensors", "7.png"],
  ...[
    ["a=vectors.f32"],
    ["a=vectors.f32", "c=vectors.f32"],
    ["vectors.f32"],
    ["a=vectors.f32", "a=vectors.f32"],
    ["a=gone.f32", "b=vectors.f32"],
    ["a=vectors.f32", "b=vector.f32"],
    ["a=empty", "b=vector.f32"],
    ["a=lenet5.safetensors", "b=vector.f32"],
    ["a=wide.safetensors", "b=vector.f32"],
    ["a=integers.safetensors", "b=vector.f32"],
    ["a=truncated.safetensors", "b=vector.f32"],
  ].map((inputs) => [
    ...["run", "pair.cnn", "--weights", "none.safetensors"],
    ...inputs.flatMap((input) => ["--input", input]),
  ]),
  // Mappings.
  ["run", "lenet5.cnn", "--names", "gone.json", ...lenet5],
  ["run", "lenet5.cnn", "--names", "folder.cnn", ...lenet5],
  ["run", "lenet5.cnn", "--names", "garbage", ...lenet5],
  ["run", "lenet5.cnn", "--names", "list.json", ...lenet5],
  ["run", "lenet5.cnn", "--names", "placeholder.json", ...lenet5],
  // Pictures.
  ...["gone.png", "folder.cnn", "garbage", "empty", "truncated.png", "lenet5.cnn"].map((picture) => [
    ...["run", "lenet5.cnn", "--weights", "lenet5.safetensors"],
    picture,
  ]),
];

describe.concurrent("bad input gives one error with its code and place, and nothing is written", () => {
  test.for(calls.map((args) => [args.join(" "), args] as const))("cnnc %s", async ([, args], { expect }) => {
    const outcome = await cnnc(folder, ...args);
    expect(printed(outcome)).toMatchSnapshot();
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toMatch(
      /^error\[CNN\d{4}\]: .+\n *--> .+\n[^]*\n1 error; more: cnnc explain CNN\d{4}\n$/,
    );
    expect(outcome.stderr).not.toMatch(/\n\s+at |node:|internal error/);
    expect(new Set(readdirSync(folder))).toEqual(models);
  });

  test.for([
    { args: ["check", "latin1.cnn"], code: "CNN0005", place: "latin1.cnn:1:7", file: "latin1.cnn" },
    { args: ["check", "gone.cnn"], code: "CNN0004", place: "gone.cnn", file: "gone.cnn" },
    {
      args: ["compile", "lenet5.cnn", "-o", "plain"],
      code: "CNN0006",
      place: "plain/lenet5.ts",
      file: "plain/lenet5.ts",
    },
    {
      args: ["run", "lenet5.cnn", "--weights", "empty", "7.png"],
      code: "CNN0501",
      place: "empty",
      file: "empty",
    },
    {
      args: ["run", "lenet5.cnn", "--weights", "lenet5.safetensors", "garbage"],
      code: "CNN0503",
      place: "garbage",
      file: "garbage",
    },
  ])("--messages short and json: $args", async ({ args, code, place, file }, { expect }) => {
    const short = await cnnc(folder, ...args, "--messages", "short");
    expect(short.stderr).toMatch(/^[^\n]+\n$/);
    expect(short.stderr.startsWith(`${place}: error[${code}]: `)).toBe(true);
    const json = await cnnc(folder, ...args, "--messages", "json");
    expect(JSON.parse(json.stderr)).toMatchObject({ code, severity: "error", labels: [{ file }] });
    expect([short.code, json.code]).toEqual([1, 1]);
  });
});

describe("weights of another network", () => {
  test("what is missing and what is too much is said at once", async ({ expect }) => {
    const small = join(folder, "no-picture.safetensors");
    await cnnc(folder, "init", "no-picture.cnn", "-o", small);
    const outcome = await cnnc(folder, "run", "lenet5.cnn", "--weights", "no-picture.safetensors", "7.png");
    expect(printed(outcome)).toMatchSnapshot();
    const missing = [...readFileSync(join(root, "models/lenet5.cnn"), "utf8").matchAll(/\b(conv|dense)\(/g)];
    expect(outcome.stderr.match(/missing: /g)).toHaveLength(2 * missing.length - 2);
  });

  test("other pictures are looked at after a bad one", async ({ expect }) => {
    const run = ["run", "lenet5.cnn", "--weights", "lenet5.safetensors", "--top", "1"];
    expect(printed(await cnnc(folder, ...run, "gone.png", "7.png", "garbage", "3.png"))).toMatchSnapshot();
  });
});
