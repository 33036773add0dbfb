import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { stages } from "../../src/api/stages.js";
import { readHeader } from "./safetensors.js";
import { cnnc, digitsFolder, printed, root } from "./command.js";

const folder = digitsFolder();

writeFileSync(
  join(folder, "blocks.cnn"),
  "export block unit(width: int) {\n  conv(width, 3x3, pad: same, bias: false) -> batchnorm -> relu\n}\n",
);
writeFileSync(
  join(folder, "nets.cnn"),
  `import { unit } from "./blocks.cnn"

/// The small one.
model small(width: int = 2, slope: float = 0.5, wide: bool = false) {
  input image: [3, 8, 8]
  if wide { unit(2 * width) } else { unit(width) }
  dropout(slope)
  output features = identity
}

model large {
  input image: [3, 8, 8]
  unit(16)
  output features = identity
}
`,
);

describe.concurrent("check", () => {
  test("says that networks are sound", async ({ expect }) => {
    const models = ["googlenet", "lenet5", "resnet18", "resnet50", "vgg16"].map(
      (name) => `models/${name}.cnn`,
    );
    expect(printed(await cnnc(root, "check", ...models))).toMatchSnapshot();
  });

  test("goes on after a file with errors, and ends with 1", async ({ expect }) => {
    const outcome = await cnnc(folder, "check", "nets.cnn", "lenet5.cnn", "gone.cnn");
    expect(printed(outcome)).toMatchSnapshot();
  });

  test("--model and --set", async ({ expect }) => {
    const settings = ["--set", "width=4", "--set", "wide=true", "--set", "slope=2.5e-1"];
    expect(
      printed(await cnnc(folder, "check", "nets.cnn", "--model", "small", ...settings)),
    ).toMatchSnapshot();
    const large = await cnnc(folder, "check", "nets.cnn", "--model", "large");
    expect(large.stdout).toBe("nets.cnn: large is sound: 464 parameters, 27,648 multiply-adds\n");
  });

  test("an expectation is held under the settings given", async ({ expect }) => {
    const source = "model m(n: int = 2) {\n  input x: [3]\n  output y = dense(n)\n  expect params == 8\n}\n";
    writeFileSync(join(folder, "expects.cnn"), source);
    expect((await cnnc(folder, "check", "expects.cnn")).code).toBe(0);
    expect(printed(await cnnc(folder, "check", "expects.cnn", "--set", "n=3"))).toMatchSnapshot();
  });
});

describe.concurrent("report", () => {
  test("is a table and its totals", async ({ expect }) => {
    expect(printed(await cnnc(folder, "report", "lenet5.cnn"))).toMatchSnapshot();
  });

  test("--md prints Markdown, --html writes a page", async ({ expect }) => {
    const { code, stdout } = await cnnc(folder, "report", "lenet5.cnn", "--md");
    expect(code).toBe(0);
    expect(stdout).toContain("| `conv1` | conv 5×5 | [6, 28, 28] | 156 | 117,600 | 28.2% █████▉ |");
    const written = await cnnc(folder, "report", "lenet5.cnn", "--html", "out/lenet5.html");
    expect(written).toEqual({ code: 0, stdout: "out/lenet5.html\n", stderr: "" });
    expect(readFileSync(join(folder, "out/lenet5.html"), "utf8")).toMatch(
      /^<!doctype html>\n[^]*<\/html>\n$/,
    );
  });

  test("takes one form, and a file that can be written", async ({ expect }) => {
    const both = await cnnc(folder, "report", "lenet5.cnn", "--md", "--json");
    expect(both.code).toBe(2);
    expect(both.stderr).toContain("'--json' cannot be used with option '--md'");
    const folderGiven = await cnnc(folder, "report", "lenet5.cnn", "--html", ".");
    expect(folderGiven.code).toBe(1);
    expect(folderGiven.stderr).toContain("error[CNN0006]");
  });

  test("--compare sets another network beside it", async ({ expect }) => {
    const args = ["report", "nets.cnn", "--model", "small", "--compare", "lenet5.cnn"];
    expect(printed(await cnnc(folder, ...args))).toMatchSnapshot();
    const json: unknown = JSON.parse((await cnnc(folder, ...args, "--json")).stdout);
    expect(json).toMatchObject({ schema: "cnnc-comparison/1", right: { totals: { params: 61_706 } } });
    expect((await cnnc(folder, ...args, "--html", "out/both.html")).stdout).toBe("out/both.html\n");
    expect((await cnnc(folder, "report", "lenet5.cnn", "--compare", "gone.cnn")).code).toBe(1);
  });

  test("--depth folds blocks", async ({ expect }) => {
    expect(printed(await cnnc(root, "report", "models/resnet18.cnn", "--depth", "0"))).toMatchSnapshot();
  });

  test("--json is one document with the counts", async ({ expect }) => {
    const { code, stdout, stderr } = await cnnc(root, "report", "models/resnet50.cnn", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { schema, model, totals } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ schema, model }).toEqual({ schema: "cnnc-report/1", model: "resnet50" });
    expect(totals).toMatchObject({ params: 25_557_032, buffers: 53_120, macs: 4_089_184_256 });
  });
});

describe.concurrent("compile", () => {
  test.for([
    { format: "ts", files: ["lenet5.ts"] },
    { format: "js", files: ["lenet5.js", "lenet5.d.ts"] },
  ])("--format $format writes and names the module", async ({ format, files }, { expect }) => {
    const output = `out/${format}`;
    const outcome = await cnnc(folder, "compile", "lenet5.cnn", "-o", output, "--format", format);
    const paths = files.map((file) => `${output}/${file}`);
    expect(outcome).toEqual({ code: 0, stdout: paths.map((path) => `${path}\n`).join(""), stderr: "" });
    for (const path of paths) {
      expect(readFileSync(join(folder, path), "utf8")).toMatch(/^\/\/ Compiled by cnnc .+ from lenet5\.cnn/);
    }
  });

  test("goes beside the source where nothing else is said", async ({ expect }) => {
    const outcome = await cnnc(folder, "compile", "nets.cnn", "--model", "small");
    expect(outcome).toEqual({ code: 0, stdout: "small.ts\n", stderr: "" });
    expect(existsSync(join(folder, "small.ts"))).toBe(true);
  });

  test("flags are held in the header, and do what they say", async ({ expect }) => {
    const flags = ["--runtime", "import", "--batch", "4", "--without", "fold-batchnorm", "--set", "width=3"];
    const outcome = await cnnc(folder, "compile", "nets.cnn", "--model", "small", "-o", "flags", ...flags);
    expect(outcome.code).toBe(0);
    const text = readFileSync(join(folder, "flags/small.ts"), "utf8");
    expect(text.split("\n")[1]).toBe(
      "// --format ts --runtime import --batch 4 --model small --without fold-batchnorm --set width=3",
    );
    expect(text).toContain('} from "cnnc/runtime";');
    expect(text).toContain("batch: 4,");
  });

  test("--taps and --tap show values on the way, and refuse what is none", async ({ expect }) => {
    const marked =
      "model m {\n  input x: [2, 4, 4]\n  tap seen = relu\n  output y = flatten -> dense(2)\n}\n";
    writeFileSync(join(folder, "marked.cnn"), marked);
    for (const asked of [["--taps"], ["--tap", "seen", "--tap", "flatten1"]]) {
      const outcome = await cnnc(folder, "compile", "marked.cnn", "--emit", "program", ...asked);
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      expect(outcome.stdout.match(/^ {2}tap \w+ = /gm)).toHaveLength(asked.length === 1 ? 1 : 2);
    }
    expect(printed(await cnnc(folder, "compile", "marked.cnn", "--tap", "sene"))).toMatchSnapshot();
  });

  test.for(stages)("--emit %s", async (stage, { expect }) => {
    const outcome = await cnnc(folder, "compile", "nets.cnn", "--model", "small", "--emit", stage);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatchSnapshot();
  });

  test("--without leaves a pass out of what is printed", async ({ expect }) => {
    const last = stages.at(-2) ?? "";
    const emit = ["compile", "nets.cnn", "--model", "small", "--emit", last];
    expect((await cnnc(folder, ...emit)).stdout).not.toContain("batchnorm(");
    const without = ["--without", "fold-batchnorm", "--without", "fuse-elementwise"];
    expect(printed(await cnnc(folder, ...emit, ...without))).toMatchSnapshot();
  });
});

interface Line {
  readonly sample: string;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly shape: readonly number[];
        readonly classes?: readonly { readonly index: number; readonly probability: number }[];
        readonly values: readonly number[];
      }
    >
  >;
}

/** What `--json` printed. */
function linesOf(stdout: string): readonly Line[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

describe.concurrent("run", () => {
  const weights = ["--weights", "lenet5.safetensors"];

  test("prints the classes with bars", async ({ expect }) => {
    const outcome = await cnnc(folder, "run", "lenet5.cnn", ...weights, "--top", "3", "7.png", "8.png");
    expect(printed(outcome)).toMatchSnapshot();
  });

  test("knows the ten digits, one JSON object a picture", async ({ expect }) => {
    const digits = Array.from({ length: 10 }, (_, digit) => `${digit}.png`);
    const { code, stdout, stderr } = await cnnc(folder, "run", "lenet5.cnn", ...weights, "--json", ...digits);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = linesOf(stdout);
    expect(lines.map(({ sample, outputs }) => [sample, outputs.logits?.classes?.[0]?.index])).toEqual(
      digits.map((file, digit) => [file, digit]),
    );
    for (const { outputs } of lines) {
      expect(outputs.logits?.shape).toEqual([10]);
      expect(outputs.logits?.values).toHaveLength(10);
      expect(outputs.logits?.classes).toHaveLength(5);
      expect(outputs.logits?.classes?.[0]?.probability).toBeGreaterThan(0.5);
    }
  });

  test("prints labels in the place of numbers, and nothing that a terminal would obey", async ({
    expect,
  }) => {
    const source = readFileSync(join(folder, "lenet5.cnn"), "utf8");
    writeFileSync(
      join(folder, "named.cnn"),
      source.replace(/(output logits = .*)/, '$1 labels "digits.txt"'),
    );
    const labels = [
      "zero",
      "one",
      "two",
      "three",
      "four",
      "five",
      "six",
      "\u001B[31mseven",
      "hachi 八",
      "nine",
    ];
    writeFileSync(join(folder, "digits.txt"), `\uFEFF${labels.join("\r\n")}\r\n`);
    const run = ["run", "named.cnn", ...weights, "--top", "2"];
    expect(printed(await cnnc(folder, ...run, "7.png", "8.png"))).toMatchSnapshot();
    const { stdout } = await cnnc(folder, ...run, "--json", "7.png");
    expect(linesOf(stdout)[0]?.outputs.logits?.classes?.[0]).toMatchObject({
      index: 7,
      label: "\u001B[31mseven",
    });
    writeFileSync(
      join(folder, "named-wrong.cnn"),
      source.replace(/(output logits = .*)/, '$1 labels "none.txt"'),
    );
    expect(printed(await cnnc(folder, "check", "named-wrong.cnn"))).toMatchSnapshot();
  });

  test("--names takes weights with other names", async ({ expect }) => {
    const bytes = readFileSync(join(folder, "lenet5.safetensors"));
    const { text, end } = readHeader(bytes);
    const renamed = Buffer.from(text.replaceAll('"dense', '"fc').padEnd(text.length));
    writeFileSync(
      join(folder, "renamed.safetensors"),
      Buffer.concat([bytes.subarray(0, 8), renamed, bytes.subarray(end)]),
    );
    writeFileSync(
      join(folder, "names.json"),
      JSON.stringify({ rules: { "dense{i}.{slot}": "fc{i}.{slot}" } }),
    );
    const run = ["run", "lenet5.cnn", "--weights", "renamed.safetensors", "--json", "3.png"];
    const named = await cnnc(folder, ...run, "--names", "names.json");
    const usual = await cnnc(folder, "run", "lenet5.cnn", ...weights, "--json", "3.png");
    expect(printed(named)).toBe(printed(usual));
    expect((await cnnc(folder, ...run)).code).toBe(1);
  });
});

describe.concurrent("init", () => {
  const init = async (name: string, ...flags: readonly string[]) => {
    const file = `${name}.safetensors`;
    const { stdout } = await cnnc(folder, "init", "lenet5.cnn", "-o", file, ...flags);
    return { stdout, bytes: readFileSync(join(folder, file)) };
  };

  test("writes the same bytes for the same seed, others for another seed or scheme", async ({ expect }) => {
    const first = await init("first", "--seed", "7");
    expect(first.stdout).toBe("first.safetensors: 10 tensors\n");
    expect((await init("again", "--seed", "7")).bytes.equals(first.bytes)).toBe(true);
    expect((await init("other", "--seed", "8")).bytes.equals(first.bytes)).toBe(false);
    const schemes = ["he", "xavier", "lecun"].flatMap((scheme) => [`${scheme}-normal`, `${scheme}-uniform`]);
    const made = [];
    for (const scheme of schemes)
      made.push((await init(scheme, "--scheme", scheme)).bytes.toString("base64"));
    expect(new Set(made).size).toBe(schemes.length);
  });

  test("what it writes runs", async ({ expect }) => {
    await init("runs");
    const outcome = await cnnc(folder, "run", "lenet5.cnn", "--weights", "runs.safetensors", "0.png");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
  });
});
