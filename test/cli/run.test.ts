import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { openSafetensorsSync, readTensorSync } from "../../src/runtime/shared/safetensorsSync.js";
import { cnnc, digitsFolder, ended, printed, start } from "./command.js";

const folder = digitsFolder();
const digit = (n: number): Buffer => readFileSync(join(folder, `${n}.png`));
const write = (name: string, content: string | Uint8Array): void => {
  writeFileSync(join(folder, name), content);
};

mkdirSync(join(folder, "many/b/deeper"), { recursive: true });
mkdirSync(join(folder, "many/.hidden"));
mkdirSync(join(folder, "many/empty"));
for (const [path, n] of [
  ["b/deeper/three.PNG", 3],
  ["b/one.png", 1],
  ["Z.png", 2],
  ["a.png", 5],
  [".hidden/four.png", 4],
  [".4.png", 4],
  ["c.txt", 6],
] as const)
  write(`many/${path}`, digit(n));
symlinkSync("..", join(folder, "many/circle"));
write(
  "pair.cnn",
  `model pair {
  input a: [2]
  input b: [2]
  add {
    branch a
    branch b
  }
  output sum = identity
  output shifted = dense(3) -> softmax
}
`,
);
write(
  "mask.cnn",
  "model segment {\n  input image: [1, 28, 28] picture(channels: gray)\n  output mask = avgpool(14x14)\n}\n",
);
write("none.safetensors", writeSafetensors([]));
write(
  "pair.safetensors",
  writeSafetensors([
    { name: "dense1.weight", shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1) },
    { name: "dense1.bias", shape: [3], data: Float32Array.of(0, 0, 0) },
  ]),
);
write(
  "a.safetensors",
  writeSafetensors([
    { name: "a", shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: "other", shape: [1], data: Float32Array.of(9) },
  ]),
);
write("b.f32", new Uint8Array(Float32Array.of(10, 20, 30, 40, 50, 60).buffer));

const lenet5 = ["run", "lenet5.cnn", "--weights", "lenet5.safetensors"];

/** The tensors of a file that `--output` wrote, and its metadata. */
function outputsOf(name: string): {
  tensors: Record<string, readonly number[]>;
  shapes: unknown;
  samples: unknown;
} {
  const bytes = readFileSync(join(folder, name));
  const { tensors, metadata } = openSafetensorsSync(bytes);
  const numbers = [...tensors].map(([tensor, entry]) => {
    const data = new Float32Array((entry.end - entry.begin) / 4);
    readTensorSync(bytes, entry, data);
    return [tensor, [...data]] as const;
  });
  return {
    tensors: Object.fromEntries(numbers),
    shapes: Object.fromEntries([...tensors].map(([tensor, { shape }]) => [tensor, shape])),
    samples: JSON.parse(metadata.get("samples") ?? "null"),
  };
}

describe.concurrent("pictures", () => {
  test("of a folder, at any depth, are in the order of their names", async ({ expect }) => {
    expect(printed(await cnnc(folder, ...lenet5, "--top", "1", "many", "7.png"))).toMatchSnapshot();
  });

  test("come from standard input", async ({ expect }) => {
    const child = start(folder, [...lenet5, "--top", "1", "-"], "pipe", "pipe");
    child.stdin?.end(digit(8));
    expect(printed(await ended(child))).toMatchSnapshot();
  });

  test("that are broken are reported, and the rest is printed and written", async ({ expect }) => {
    write("broken.png", digit(7).subarray(0, 100));
    const files = ["1.png", "broken.png", "gone.png", "empty-folder", "2.png"];
    mkdirSync(join(folder, "empty-folder"), { recursive: true });
    const outcome = await cnnc(folder, ...lenet5, "--top", "1", ...files, "-o", "rest.safetensors");
    expect(printed(outcome)).toMatchSnapshot();
    const { shapes, samples } = outputsOf("rest.safetensors");
    expect({ shapes, samples }).toEqual({ shapes: { logits: [2, 10] }, samples: ["1.png", "2.png"] });
  });

  test("give the same bits on several threads, and with paired vectors", async ({ expect }) => {
    const runs = [["--threads", "1"], ["--threads", "3"], ["--revectorize"]];
    const files = runs.map((_, index) => `threads${index}.safetensors`);
    const outcomes = await Promise.all(
      runs.map((flags, index) =>
        cnnc(folder, ...lenet5, ...flags, "7.png", "8.png", "-o", files[index] ?? ""),
      ),
    );
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, ""]));
    const [one, ...others] = files.map((file) => outputsOf(file).tensors.logits);
    expect(others).toEqual([one, one]);
  });

  test("are computed as the tuning beside the source says", async ({ expect }) => {
    mkdirSync(join(folder, "tuned"));
    cpSync(join(folder, "lenet5.cnn"), join(folder, "tuned/lenet5.cnn"));
    const key = "5x5, 6 to 16, 10x10";
    const tuned = ["run", "tuned/lenet5.cnn", "--weights", "lenet5.safetensors", "7.png", "--top", "1"];
    write("tuned/lenet5.tuning.json", JSON.stringify({ convolutions: { [key]: ["by hand"] } }));
    expect(printed(await cnnc(folder, ...tuned))).toMatchSnapshot();
  });

  test("give the same in batches, of which the last is not full", async ({ expect }) => {
    const files = Array.from({ length: 10 }, (_, n) => `${n}.png`);
    const [one, four] = await Promise.all(
      ["1", "4"].map((batch) =>
        cnnc(folder, ...lenet5, "--batch", batch, ...files, "-o", `batch${batch}.safetensors`),
      ),
    );
    expect([one?.code, four?.code]).toEqual([0, 0]);
    const [a = [], b = []] = ["1", "4"].map((batch) => outputsOf(`batch${batch}.safetensors`).tensors.logits);
    expect(b).toHaveLength(100);
    a.forEach((value, index) => {
      expect(Math.abs(value - (b[index] ?? NaN))).toBeLessThan(1e-4);
    });
    const names = (text = ""): readonly string[] => text.split("\n").filter((line) => line.includes(".png"));
    expect(names(four?.stdout).map((line) => line.split(" ")[0])).toEqual(files);
  });

  test("go through networks that do not score classes", async ({ expect }) => {
    const outcome = await cnnc(
      folder,
      "run",
      "mask.cnn",
      "--weights",
      "none.safetensors",
      "7.png",
      "-o",
      "mask.safetensors",
    );
    expect(printed(outcome)).toMatchSnapshot();
    expect(outputsOf("mask.safetensors").shapes).toEqual({ mask: [1, 1, 2, 2] });
  });
});

describe.concurrent("tensors", () => {
  const inputs = ["--input", "a=a.safetensors", "--input", "b=b.f32"];

  test("of every input go through any network", async ({ expect }) => {
    const outcome = await cnnc(
      folder,
      "run",
      "pair.cnn",
      "--weights",
      "pair.safetensors",
      ...inputs,
      "-o",
      "sums.safetensors",
    );
    expect(printed(outcome)).toMatchSnapshot();
    const { tensors, shapes, samples } = outputsOf("sums.safetensors");
    expect(shapes).toEqual({ sum: [3, 2], shifted: [3, 3] });
    expect(tensors.sum).toEqual([11, 22, 33, 44, 55, 66]);
    expect(samples).toEqual(["sample 0", "sample 1", "sample 2"]);
  });

  test("of a lone input need no name, and may be a picture", async ({ expect }) => {
    write("numbers.f32", new Uint8Array(4 * 784));
    const zeros = await cnnc(folder, ...lenet5, "--input", "numbers.f32", "--json");
    expect(zeros).toMatchObject({ code: 0, stderr: "" });
    const [named, usual] = await Promise.all([
      cnnc(folder, ...lenet5, "--input", "image=7.png", "--json"),
      cnnc(folder, ...lenet5, "7.png", "--json"),
    ]);
    const logits = (text: string): unknown =>
      (JSON.parse(text) as { outputs: { logits: unknown } }).outputs.logits;
    expect(logits(named.stdout)).toEqual(logits(usual.stdout));
  });
});
