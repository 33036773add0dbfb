import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyse, type NetworkAnalysis } from "../../../src/analysis/layers.js";
import { analysePlanned, checkNetwork } from "../../../src/api/network.js";
import { reportJson } from "../../../src/api/report/json.js";
import { operators } from "../../../src/ops/index.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { projectHost } from "../../support/host.js";
import { residual, TestNetwork } from "../../support/test-network.js";

const analysed = (graph = residual()): NetworkAnalysis =>
  analyse(graph, operators, schedule(graph, operators, { batch: 1 }));

const schema = JSON.parse(
  readFileSync(new URL("../../../src/api/report/report.schema.json", import.meta.url), "utf8"),
) as object;
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(schema);

/** Every property of every object in a schema. */
function propertiesOf(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "properties" in part && part.properties ? Object.keys(part.properties) : [];
  return [...own, ...Object.values(part).flatMap(propertiesOf)];
}

/** Every key of every object in a value; attributes are the operators' own. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return Object.entries(value).flatMap(([key, inner]) => [
    key,
    ...(key === "attributes" ? [] : keysOf(inner)),
  ]);
}

describe("report.schema.json", () => {
  it.each(["lenet5", "googlenet", "densenet121", "unet"])("holds for %s", (name) => {
    const { value } = checkNetwork(projectHost, { entry: `models/${name}.cnn` });
    if (value === undefined) throw new Error(`${name} is sound`);
    const json: unknown = JSON.parse(JSON.stringify(reportJson(analysePlanned(value))));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  });

  it("says no more than a network with blocks and a plan has", () => {
    const keys = new Set(keysOf(JSON.parse(JSON.stringify(reportJson(analysed())))));
    expect([...keys].sort()).toEqual([...new Set(propertiesOf(schema))].sort());
  });

  it("holds without a plan, and refuses what it does not say", () => {
    const json = reportJson(analyse(residual(), operators));
    expect(validate(json)).toBe(true);
    expect(validate({ ...json, schema: "cnnc-report/2" })).toBe(false);
    expect(validate({ ...json, more: 1 })).toBe(false);
    expect(validate({ ...json, totals: { ...json.totals, params: -1 } })).toBe(false);
  });
});

describe("reportJson", () => {
  it("has schema cnnc-report/1", () => {
    const json: unknown = JSON.parse(JSON.stringify(reportJson(analysed())));
    expect(json).toMatchObject({
      schema: "cnnc-report/1",
      model: "residual",
      doc: "",
      inputs: [{ name: "image", shape: [3, 16, 16] }],
      outputs: [{ name: "logits", shape: [5] }],
      totals: { params: 2093, buffers: 80, macs: 125_992, weightBytes: 8692, peakBytes: 9664 },
      training: { totals: { params: 45, macs: 40 } },
      batch: 1,
    });
    const { layers, totals, training } = reportJson(analysed());
    expect(layers[0]).toEqual({
      path: "stage1.0.basic1.conv1",
      operator: "conv",
      attributes: {
        filters: 8,
        bias: false,
        init: "he_normal",
        kernel: [3, 3],
        stride: [2, 2],
        padding: [1, 1, 1, 1],
        dilation: [1, 1],
        groups: 1,
      },
      blocks: [
        { block: "stage", path: "stage1" },
        { block: "basic", path: "stage1.0.basic1" },
      ],
      outputs: [[8, 8, 8]],
      params: 216,
      buffers: 0,
      macs: 13_824,
      elementwise: 0,
      activations: 512,
      receptiveField: { extent: [3, 3], jump: [2, 2], whole: false },
      algorithm: "direct 4×8",
    });
    expect(layers).toHaveLength(18);
    expect(layers[3]).toMatchObject({ operator: "conv", algorithm: "Winograd F(4,3) by 4" });
    expect(training.layers.map(({ path }) => path)).toEqual(["auxpool", "aux"]);
    expect(Object.keys(totals).sort()).toEqual([
      "activationBytes",
      "activations",
      "buffers",
      "elementwise",
      "macs",
      "params",
      "peakBytes",
      "weightBytes",
    ]);
  });

  it("tells the algorithms as the numerics allow them", () => {
    const { value } = checkNetwork(projectHost, { entry: "models/lenet5.cnn" });
    if (value === undefined) throw new Error("lenet5 is sound");
    const algorithms = (numerics: "fast" | "exact") =>
      reportJson(analysePlanned(value, { numerics })).layers.flatMap(({ algorithm }) => algorithm ?? []);
    const dense = ["dense", "dense", "dense"];
    expect(algorithms("fast")).toEqual(["direct 4×8", "Winograd F(4,5) by 9", ...dense]);
    expect(algorithms("exact")).toEqual(["direct 4×8", "direct 4×8", ...dense]);
  });

  it("says null where there is no plan and no field", () => {
    const net = new TestNetwork();
    net.builder.output(
      "y",
      net.builder.at({ path: "c", blocks: [] }).apply("constant", { shape: [1], data: [2] }, []),
    );
    const json = reportJson(analyse(net.builder.finish("constant"), operators));
    expect(json.batch).toBeNull();
    expect(json.memory).toBeNull();
    expect(json.totals.peakBytes).toBeNull();
    expect(json.layers[0]?.receptiveField).toBeNull();
    expect(json.layers[0]?.algorithm).toBeNull();
  });
});
