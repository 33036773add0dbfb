import { describe, expect, it } from "vitest";
import { initialWeights } from "../../../src/api/init.js";
import { checkNetwork, type CheckedNetwork } from "../../../src/api/network.js";
import { architectureKey, architectureOf } from "../../../src/api/weights/architecture.js";
import { weightFindings } from "../../../src/api/weights/fit.js";
import { renameWeights } from "../../../src/api/weights/rename.js";
import { writeSafetensors } from "../../../src/formats/safetensors.js";
import { openSafetensorsSync } from "../../../src/runtime/shared/safetensorsSync.js";
import { bytesSource } from "../../../src/runtime/shared/weightSource.js";

function network(layers: string, name = "m"): CheckedNetwork {
  const text = `model ${name}(n: int = 3) {\n  input image: [2, 8, 8]\n  ${layers.replaceAll("; ", "\n  ")}\n}\n`;
  const { value, diagnostics } = checkNetwork(
    { readSource: () => text, readRuntime: () => "" },
    { entry: "m.cnn" },
  );
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  return value;
}

const layers = "conv(4, 3x3) -> relu; conv(4, 3x3) -> dropout; output y = flatten -> dense(n)";
const before = network(layers);
const named = network(layers.replace("conv(4, 3x3)", "conv(4, 3x3) as stem").replace("(n)", "(n) as head"));
const bytes = Buffer.concat(await initialWeights(before, { seed: 1 }));
const file = (data: Uint8Array) => ({ source: bytesSource(data), name: "w.safetensors" });
const codes = async (net: CheckedNetwork, data: Uint8Array = bytes) =>
  (await weightFindings(net.network.graph, file(data), "m.cnn")).map(({ code }) => code);

describe("the architecture of a network", () => {
  const hash = (text: string, name?: string) => architectureOf(network(text, name).network.graph);

  it("is the same where inference computes the same with the same weights", async () => {
    const own = await hash(layers);
    expect(own).toMatch(/^1:[0-9a-f]{64}$/);
    for (const same of [
      layers.replace(" -> dropout", ""),
      layers.replace("relu", "relu as first"),
      layers.replace("output y", "output scores"),
      `${layers}; training output aux = dense(2)`,
    ]) {
      expect(await hash(same, "other")).toBe(own);
    }
  });

  it.each([
    layers.replace("relu", "tanh"),
    layers.replace("3x3) -> dropout", "3x3) -> sigmoid"),
    layers.replace("conv(4", "conv(5"),
    layers.replace("conv(4, 3x3)", "conv(4, 3x3) as stem"),
    layers.replace("conv(4, 3x3) -> relu", "conv(4, 3x3, bias: false) -> relu"),
  ])("is another one for %s", async (other) => {
    expect(await hash(other)).not.toBe(await hash(layers));
  });
});

describe("weights", () => {
  it("fit the network they were made for, under any name", async () => {
    expect(await codes(before)).toEqual([]);
    expect(await codes(network(layers, "other"))).toEqual([]);
  });

  it("of equal shapes may be for a network that computes something else", async () => {
    expect(await codes(network(layers.replace("relu", "tanh")))).toEqual(["CNN0506"]);
  });

  it("do not fit a network with renamed layers, which is explained", async () => {
    const [finding] = await weightFindings(named.network.graph, file(bytes), "m.cnn");
    expect(finding).toMatchObject({
      code: "CNN0502",
      message: "the weights do not fit the model (4 missing, 4 not in the model)",
    });
    expect(finding?.note).toContain("missing: stem.weight, [4, 2, 3, 3]\n");
    expect(finding?.help?.split("\n")).toEqual([
      "if layers have been renamed, mend the file by",
      "  cnnc weights rename m.cnn --weights w.safetensors",
      "which would rename, by equal shapes and order:",
      "  conv1 -> stem",
      "  dense1 -> head",
    ]);
  });
});

describe("a renamed file", () => {
  const renamed = async (net: CheckedNetwork, ...asked: readonly (readonly [string, string])[]) => {
    const pairs = asked.map(([from, to]) => ({ from, to }));
    const result = await renameWeights(net, file(bytes), "m.cnn", pairs);
    if ("length" in result) return result;
    return { ...result, bytes: Buffer.concat([result.header, bytes.subarray(result.begin)]) };
  };

  it("fits, has every tensor's bytes and says which network it is for", async () => {
    const result = await renamed(named);
    if ("length" in result) throw new Error(JSON.stringify(result));
    expect(result.findings).toEqual([]);
    expect(await codes(named, result.bytes)).toEqual([]);
    const [old, now] = [openSafetensorsSync(bytes), openSafetensorsSync(result.bytes)];
    expect(now.metadata).toEqual(
      new Map(old.metadata).set(architectureKey, await architectureOf(named.network.graph)),
    );
    expect(now.tensors.size).toBe(old.tensors.size);
    const to = new Map(result.renames.map((one) => [one.from, one.to]));
    for (const [name, { begin, end }] of old.tensors) {
      const entry = now.tensors.get(to.get(name) ?? name);
      if (entry === undefined) throw new Error(`${name} is lost`);
      expect(result.bytes.subarray(entry.begin, entry.end).equals(bytes.subarray(begin, end))).toBe(true);
    }
  });

  it("is renamed as is asked for, and keeps its hash until it fits", async () => {
    const result = await renamed(named, ["conv1", "stem"]);
    if ("length" in result) throw new Error(JSON.stringify(result));
    expect(result.renames.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "conv1.bias stem.bias",
      "conv1.weight stem.weight",
    ]);
    expect(result.findings.map(({ code }) => code)).toEqual(["CNN0502"]);
    const now = openSafetensorsSync(result.bytes);
    expect(now.metadata.get(architectureKey)).toBe(await architectureOf(before.network.graph));
  });

  it("keeps the counters of batch norms with their layers", async () => {
    const text = "conv(2, 3x3) -> batchnorm; output y = flatten -> dense(n)";
    const later = network(text.replace("batchnorm", "batchnorm as norm"));
    const weights = await initialWeights(network(text), { seed: 1 });
    const { tensors } = openSafetensorsSync(Buffer.concat(weights));
    const counted = [...tensors].map(([name, { shape }]) => {
      return { name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
    });
    const counter = { name: "batchnorm1.num_batches_tracked", shape: [1], data: Float32Array.of(7) };
    const data = writeSafetensors([...counted, counter]);
    for (const asked of [[], [{ from: "batchnorm1", to: "norm" }]]) {
      const result = await renameWeights(later, file(data), "m.cnn", asked);
      if ("length" in result) throw new Error(JSON.stringify(result));
      expect(result.findings).toEqual([]);
      expect(result.renames.map(({ to }) => to)).toContain("norm.num_batches_tracked");
    }
  });

  it("may have names that change places", async () => {
    const swapped = network(layers.replaceAll("4, 3x3", "2, 3x3"));
    const two = Buffer.concat(await initialWeights(swapped, { seed: 1 }));
    const asked = [
      { from: "conv1", to: "conv2" },
      { from: "conv2", to: "conv1" },
    ];
    const result = await renameWeights(swapped, file(two), "m.cnn", asked);
    expect(result).toMatchObject({ findings: [], changed: true });
  });

  it.each([
    ["conv9", "stem", "CNN0101", "w.safetensors has no tensor and no layer `conv9`"],
    ["conv1", "stm", "CNN0101", "m has no weight `stm.bias`"],
    ["conv1", "conv2", "CNN0102", "two tensors of w.safetensors would be named `conv2.bias`"],
  ])("loses nothing: %s to %s", async (from, to, code, message) => {
    const result = await renamed(named, [from, to]);
    if (!("length" in result)) throw new Error("it was renamed");
    expect(result[0]).toMatchObject({ code, message });
  });

  it("that fits is left alone", async () => {
    expect(await renamed(before)).toMatchObject({ renames: [], findings: [], changed: false });
  });
});
