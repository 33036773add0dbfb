import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { beforeAll, describe, expect, it } from "vitest";
import { compile, type CompileOptions } from "../../src/api/compile.js";
import type { Host } from "../../src/api/host.js";
import { host } from "../../src/node/host.js";
import { typeErrors } from "../support/types.js";

const folder = fileURLToPath(new URL("../../models/", import.meta.url));
/** Networks that between them have every operator of the zoo, and every shape of a module. */
const models = [
  "alexnet_2012",
  "convnext_tiny",
  "deeplabv3_mobilenet_v3_large",
  "densenet121",
  "efficientnet_b0",
  "googlenet",
  "lenet5",
  "resnet50_v2",
  "shufflenet_v2_x1_0",
  "unet",
].map((name) => `${name}.cnn`);

const defaults = { format: "ts", runtime: "inline", batch: 1, without: [] } as const;

/** The files of a compile by name. */
async function compiled(
  entry: string,
  options: Partial<CompileOptions> = {},
  from: Host = host,
): Promise<ReadonlyMap<string, string>> {
  const { value, diagnostics } = await compile(from, { entry, ...defaults, ...options });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return new Map(value.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])));
}

const sources: Readonly<Record<string, string>> = {
  "net.cnn": `import { unit } from "./parts/unit.cnn"
import { head } from "../shared/head.cnn"

/// Some words
/// in two lines.
model net(width: int = 2) {
  input image: [1, 4, 4]
  unit(width)
  head
  output y = identity
}
`,
  "unit.cnn":
    'import { head } from "../../shared/head.cnn"\nexport block unit(n: int) { conv(n, 3x3) -> relu }\n',
  "head.cnn": "/// Joins all.\nexport block head() { flatten -> dense(2) }\n",
};

/** The sources wherever they lie: only a path's last part counts. */
function hostOf(change: (text: string, name: string) => string = (text) => text): Host {
  return {
    ...host,
    readSource: (path) => {
      const name = path.split(/[\\/]/).at(-1) ?? "";
      const text = sources[name];
      return text === undefined ? { reason: "no such file" } : change(text, name);
    },
  };
}

describe("equal sources give equal bytes", () => {
  let usual: ReadonlyMap<string, string> = new Map();
  beforeAll(async () => {
    usual = await compiled("net.cnn", {}, hostOf());
  });

  it.each(["./net.cnn", "a/b/net.cnn", "../net.cnn", "/net.cnn", "/home/a b/net.cnn", "C:\\nets\\net.cnn"])(
    "in %s",
    async (entry) => {
      expect(await compiled(entry, {}, hostOf())).toEqual(usual);
    },
  );

  it("with CRLF or LF", async () => {
    const crlf = hostOf((text) => text.replaceAll("\n", "\r\n"));
    expect(await compiled("net.cnn", {}, crlf)).toEqual(usual);
  });

  it("again, and with passes left out in another order", async () => {
    expect(await compiled("net.cnn", {}, hostOf())).toEqual(usual);
    const without = ["share-common", "fold-constants"];
    expect(await compiled("net.cnn", { without }, hostOf())).toEqual(
      await compiled("net.cnn", { without: without.toReversed() }, hostOf()),
    );
  });
});

describe("the hash in the header", () => {
  const hash = async (options: Partial<CompileOptions>, from: Host): Promise<string> => {
    const texts = [...(await compiled("net.cnn", options, from)).values()];
    const hashes = new Set(texts.map((text) => /^\/\/ sha256 ([0-9a-f]{64})$/m.exec(text)?.[1] ?? ""));
    expect(hashes.size).toBe(1);
    return [...hashes].join();
  };

  it("differs with every source, flag and setting, even where the module does the same", async () => {
    const comment = (file: string) => hostOf((text, name) => (name === file ? `${text}// more\n` : text));
    const hashes = await Promise.all([
      hash({}, hostOf()),
      ...Object.keys(sources).map((file) => hash({}, comment(file))),
      ...[
        { format: "js" } as const,
        { runtime: "import" } as const,
        { batch: 2 },
        { model: "net" },
        { without: ["fold-batchnorm"] },
        { without: ["fold-constants"] },
        { parameters: { width: 2 } },
        { parameters: { width: 3 } },
      ].map((options) => hash(options, hostOf())),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.length).toBe(12);
  });
});

/** These models in every form, by `<form>/<file>`. */
async function allForms(): Promise<ReadonlyMap<string, string>> {
  const forms = (["ts", "js"] as const).flatMap((format) =>
    (["inline", "import"] as const).map((runtime) => ({ format, runtime })),
  );
  const files = new Map<string, string>();
  for (const form of forms) {
    for (const model of models) {
      for (const [name, text] of await compiled(folder + model, form)) {
        files.set(`${form.format}-${form.runtime}/${name}`, text);
      }
    }
  }
  return files;
}

/** A strict program that uses a compiled LeNet-5 and is wrong where it says so. */
const user = `
import { InputError, WeightError, load, loadSync, model, preprocess } from "./lenet5.js";
import type { Inputs, LoadOptions, Model, Outputs, Pixels, WeightSource } from "./lenet5.js";

export async function classify(bytes: Uint8Array, source: WeightSource, image: Float32Array): Promise<number[]> {
  const options: LoadOptions = { names: new Map([["dense1.weight", "fc1.weight"]]) };
  const one: Model = await load(source, options);
  const two: Model = loadSync(bytes);
  const inputs: Inputs = { image };
  const outputs: Outputs = { logits: new Float32Array(10) };
  const { logits } = await one.run(inputs, outputs);
  const again: Float32Array = two.runSync({ image }).logits;
  const pixels: Pixels = new ImageData(28, 28);
  two.runSync({ image: preprocess.image(pixels, preprocess.image({ width: 1, height: 1, data: [1, 2, 3, 255] })) });
  // @ts-expect-error: an element is not pixels
  preprocess.image(document.createElement("canvas"));
  const sizes: readonly number[] = [model.parameters, model.macs, model.arenaBytes, ...model.inputs.image.shape];
  // @ts-expect-error: no such input
  two.runSync({ picture: image });
  // @ts-expect-error: no such output
  two.runSync({ image }).scores;
  // @ts-expect-error: numbers are float32
  two.runSync({ image: new Float64Array(784) });
  // @ts-expect-error: a missing output
  await one.run(inputs, {});
  // @ts-expect-error: a source is read with promises
  loadSync(source);
  return [...logits, ...again, ...sizes];
}

export const explain = (failure: unknown): string | undefined =>
  failure instanceof WeightError ? failure.code : failure instanceof InputError ? failure.message : undefined;
`;

describe("the zoo, as TypeScript and JavaScript, with its runtime or importing it", async () => {
  const files = await allForms();

  it("is there in every form", () => {
    expect(files.size).toBe(6 * models.length);
  });

  it.each([...files.keys()])("%s is formatted as Prettier does by default", async (path) => {
    const text = files.get(path) ?? "";
    expect(await prettier.check(text, { parser: path.endsWith(".js") ? "babel" : "typescript" })).toBe(true);
  });

  it("has no type errors under the strictest options, nor has a program that uses it", () => {
    const forms = new Set([...files.keys()].map((path) => path.split("/")[0] ?? ""));
    const users = [...forms].map((form) => [`${form}/user.ts`, user] as const);
    expect(typeErrors(new Map([...files, ...users]))).toEqual([]);
  });

  it("imports nothing, or its runtime", () => {
    for (const [path, text] of files) {
      const imported = [...text.matchAll(/\bfrom "([^"]+)"|\bimport\(|\brequire\(/g)].map(([, from]) => from);
      expect(new Set(imported)).toEqual(new Set(path.includes("-import/") ? ["cnnc/runtime"] : []));
    }
  });
});
