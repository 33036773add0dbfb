import { describe, expect, it } from "vitest";
import { compile, passNames, type CompileOptions } from "../../src/api/compile.js";
import type { Host } from "../../src/api/host.js";
import { checkNetwork } from "../../src/api/network.js";
import { printStage } from "../../src/api/stages.js";
import { elements } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { observableValues, observe } from "../../src/passes/observe.js";
import { run } from "../../src/reference/run.js";
import { relativeError } from "../ops/cases.js";
import { tolerance } from "../support/agreement.js";
import { emitGraph, float32, importText, readRuntime, weightFile } from "../support/compile.js";
import { feedsOf } from "../support/networks.js";
import { typeErrors } from "../support/types.js";

/** Taps on what passes would fold, fuse, place in a concatenation, drop or never compute. */
const tapped = `
block unit(width: int) {
  tap summed = conv(width, 3x3, pad: same, bias: false)
  batchnorm
  tap normal = relu
}

model net {
  input image: [2, 6, 6]
  tap image
  repeat 2 { unit(4) }
  /// Before any pooling.
  tap features = dropout
  concat {
    branch tap_free = relu
    branch {
      tap left = conv(2, 1x1)
    }
  }
  tap flat = flatten
  features -> global_avgpool -> dense(3)
  tap probe = softmax
  flat -> dense(3)
  output logits = softmax
}
`;

const plain = tapped.replace(/^ *tap \w+\n/gm, "").replaceAll("tap ", "");

const hostOf = (text: string): Host => ({ readSource: () => text, readRuntime });

async function compiled(text: string, options: Partial<CompileOptions> = {}) {
  const form = { format: "ts", runtime: "import", batch: 1, without: [] } as const;
  return compile(hostOf(text), { entry: "net.cnn", ...form, ...options });
}

async function textOf(text: string, options: Partial<CompileOptions> = {}): Promise<string> {
  const { value, diagnostics } = await compiled(text, options);
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value[0]?.text ?? "";
}

function graphOf(text: string) {
  const { value } = checkNetwork(hostOf(text), { entry: "net.cnn" });
  if (value === undefined) throw new Error("the network is not sound");
  return value.network.graph;
}

const graph = graphOf(tapped);
const observed = observe(graph, graph.taps);
const paths = [
  "image",
  ...["unit1.summed", "unit1.normal"].flatMap((path) => [`0.${path}`, `1.${path}`]).sort(),
  ...["features", "2.left", "flat", "probe"],
];

type Buffers = Readonly<Record<string, Float32Array>>;

/** The outputs of one call, taps by `taps.<path>`. */
function flattened(results: Readonly<Record<string, unknown>>): Buffers {
  const { taps = {}, ...outputs } = results;
  const named = Object.entries(taps as Buffers).map(([name, data]) => [`taps.${name}`, data] as const);
  return { ...(outputs as Buffers), ...Object.fromEntries(named) };
}

describe("taps", () => {
  it("have paths like layers, in blocks and repeats", () => {
    expect(graph.taps.map(({ name }) => name).sort()).toEqual([...paths].sort());
    expect(graph.taps.find(({ name }) => name === "features")?.doc).toBe("Before any pooling.");
  });

  it("cost nothing until they are asked for", async () => {
    const hash = /^\/\/ sha256 .*$/m;
    for (const without of [[], ["remove-dead"], passNames]) {
      const [marked, unmarked] = await Promise.all([textOf(tapped, { without }), textOf(plain, { without })]);
      expect(marked.replace(hash, "")).toBe(unmarked.replace(hash, ""));
    }
  });

  it.each([
    { batch: 1, samples: 1, without: [] },
    { batch: 2, samples: 5, without: [] },
    { batch: 3, samples: 2, without: ["fuse-elementwise"] },
    { batch: 1, samples: 2, without: passNames },
  ])("hold what the reference computes: %j", async ({ batch, samples, without }) => {
    const feeds = feedsOf(graph, samples);
    const module = await importText(await emitGraph(observed, batch, { without: new Set(without) }));
    const network = module.loadSync(weightFile(feeds.weights));
    const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
    const expected = run(observed, operators, feeds);
    expect(expected.size).toBe(paths.length + 1);

    const given = { logits: new Float32Array(3 * samples) };
    for (const results of [network.runSync(inputs), await network.run(inputs, given)]) {
      const found = flattened(results);
      expect(Object.keys(found)).toEqual(["logits", ...graph.taps.map(({ name }) => `taps.${name}`)]);
      for (const [name, tensor] of expected) {
        const data = Float64Array.from(found[name === "logits" ? name : `taps.${name}`] ?? []);
        expect(data.length, name).toBe(elements(tensor.shape));
        expect(relativeError({ shape: tensor.shape, data }, tensor), name).toBeLessThan(tolerance);
      }
    }
    expect(given.logits.some((value) => value > 0)).toBe(true);
  });

  it("stay in their buffers until the number of samples changes", async () => {
    const module = await importText(await emitGraph(observed, 1));
    const network = module.loadSync(weightFile(feedsOf(graph, 1).weights));
    const taps = (samples: number) =>
      flattened(network.runSync({ image: new Float32Array(72 * samples) }))["taps.features"];
    const one = taps(1);
    expect(taps(1)).toBe(one);
    expect(taps(2)).not.toBe(one);
  });

  it("are those that are named, layers among them", async () => {
    const text = await textOf(tapped, { tap: ["probe", "1.unit1.conv1", "probe"] });
    const taps = /^ {2}taps: \{\n(.*?)^ {2}\}/ms.exec(text)?.[1];
    expect(taps?.trim().split(/,\n\s*/)).toEqual([
      "probe: { shape: [3] }",
      '"1.unit1.conv1": { shape: [4, 6, 6] },',
    ]);
    expect(observableValues(graph).get("1.unit1.conv1")?.value).toBe(
      graph.taps.find(({ name }) => name === "1.unit1.summed")?.value,
    );
  });

  it("are named in the header", async () => {
    const flags = "// --format ts --runtime import --batch 1 --tap flat --tap probe";
    expect(await textOf(tapped, { tap: ["probe", "flat"] })).toContain(`\n${flags}\n`);
    expect(await textOf(tapped, { taps: true })).toContain("--batch 1 --taps\n");
  });

  it("are typed by their paths", async () => {
    const { value } = await compiled(tapped, { taps: true, format: "js" });
    const declarations = value?.find(({ name }) => name.endsWith(".d.ts"))?.text ?? "";
    expect(declarations).toContain('"1.unit1.normal": Float32Array;');
    const user = `
      import { loadSync, model, type Outputs, type Results, type Taps } from "./net.js";
      const network = loadSync(new Uint8Array());
      const { logits, taps } = network.runSync({ image: new Float32Array(72) });
      const all: readonly Float32Array[] = [logits, taps.features, taps["0.unit1.summed"]];
      const channels: 4 = model.taps["0.unit1.summed"].shape[0];
      const results: Results = await network.run({ image: all[0] ?? logits }, { logits });
      const outputs: Outputs = results;
      const held: Taps = results.taps;
      // @ts-expect-error: no such tap
      taps.feature;
      // @ts-expect-error: a layer that is no tap
      model.taps.flatten1;
      console.log(channels, outputs, held);`;
    const files = new Map([
      ["net.ts", await textOf(tapped, { taps: true })],
      ["user.ts", user],
    ]);
    expect(typeErrors(files)).toEqual([]);
  });

  it.each([
    ["a name that nothing has", tapped, { tap: ["featurs"] }, "net has no tap and no layer `featurs`"],
    ["no tap at all", plain, { taps: true }, "net marks no value `tap`"],
    [
      "an output in the way",
      tapped.replace("logits", "taps"),
      { taps: true },
      "the output `taps` has the name",
    ],
  ])("are refused for %s", async (_, text, options, message) => {
    const { value, diagnostics } = await compiled(text, options);
    expect(value).toBeUndefined();
    expect(diagnostics.map((diagnostic) => diagnostic.message).join("\n")).toContain(message);
  });

  it("are in the printed stages", () => {
    const print = (stage: string) =>
      printStage(hostOf(tapped), { entry: "net.cnn", stage, batch: 1, without: [], taps: true }).value ?? "";
    for (const stage of ["graph", "graph-after:fuse-elementwise", "program"]) {
      expect(print(stage).match(/^ {2}tap features = .+$/gm), stage).toHaveLength(1);
    }
    expect(print("program")).toMatch(/tap 2\.left = arena\+\d+\[1, 2, 6, 6\]/);
  });
});
