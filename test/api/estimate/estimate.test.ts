import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderEstimateHtml } from "../../../src/api/estimate/html.js";
import { estimateJson } from "../../../src/api/estimate/json.js";
import { estimateLines } from "../../../src/api/estimate/lines.js";
import { renderEstimateMarkdown } from "../../../src/api/estimate/markdown.js";
import {
  dispatchesOf,
  estimateNetwork,
  type NetworkEstimate,
} from "../../../src/api/estimate/estimate-network.js";
import { renderEstimate } from "../../../src/api/estimate/text.js";
import { checkNetwork } from "../../../src/api/network.js";
import type { Host } from "../../../src/api/host.js";
import type { Numerics } from "../../../src/schedule/demands.js";
import { projectHost } from "../../support/host.js";

const source = `
block unit(width: int) {
  conv(width, 3x3, pad: same) -> batchnorm -> relu
  residual { conv(width, 3x3, pad: same) -> batchnorm } -> relu
}

model small {
  input image: [3, 16, 16]
  conv(8, 5x5, stride: 2, pad: 2) -> relu
  unit(8)
  unit(8)
  global_avgpool
  output logits = dense(5)
}
`;

function estimated(entry: string, host: Host = projectHost, numerics?: Numerics): NetworkEstimate {
  const { value, sources } = checkNetwork(host, { entry });
  if (value === undefined) throw new Error("the network is sound");
  const made = estimateNetwork(value, { entry, sources, numerics });
  if ("length" in made) throw new Error("WebGPU's limits suffice");
  return made;
}

describe("cnnc report --target webgpu", () => {
  const small = estimated("small.cnn", { ...projectHost, readSource: () => source });

  it("has a row for each layer with dispatches, and one for each of several dispatches", () => {
    const plain = { colour: false, depth: 1 };
    expect(renderEstimate(small, { ...plain, width: 220 })).toMatchSnapshot();
    expect(renderEstimate(small, { ...plain, width: 60, depth: 0 })).toMatchSnapshot();
    expect(renderEstimateMarkdown(small, 1)).toMatchSnapshot();
  });

  it("halves what is read and written in half precision", () => {
    const { value, sources } = checkNetwork(
      { ...projectHost, readSource: () => source },
      { entry: "small.cnn" },
    );
    if (value === undefined) throw new Error("the network is sound");
    const half = estimateNetwork(value, { entry: "small.cnn", sources, precision: "f16" });
    if ("length" in half) throw new Error("WebGPU's limits suffice");
    expect(half.memory.weights).toBe(small.memory.weights / 2);
    expect(renderEstimate(half, { colour: false, width: 200 })).toContain(
      "kernels for one sample in half precision: ",
    );
    const bytes = [half, small].map((made) => dispatchesOf(made).map(({ cost }) => cost.bytes));
    expect(bytes[0]?.[3]).toBe((bytes[1]?.[3] ?? 0) / 2);
  });

  it("names the dispatches that the module has", () => {
    expect(small.rows[0]).toMatchObject({ layer: { path: "conv1" }, source: { file: "small.cnn", line: 9 } });
    expect(small.rows[0]?.inside.map(({ op }) => op)).toEqual(["relu"]);
    const paths = small.rows.map(({ layer: { path } }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("has JSON as its schema says", () => {
    const file = new URL("../../../src/api/estimate/estimate.schema.json", import.meta.url);
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
    const json: unknown = JSON.parse(JSON.stringify(estimateJson(small)));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  });

  it("has a page that loads nothing, with a row for each layer and block", () => {
    const page = renderEstimateHtml(small);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    for (const { layer } of small.rows) expect(page).toContain(`data-path="${layer.path}"`);
    expect(page.match(/class="block"/g)).toHaveLength(2);
  });

  it("has no minimal filtering where numbers are to be exact", () => {
    const kinds = (numerics: Numerics): ReadonlySet<string> =>
      new Set(dispatchesOf(estimated("models/vgg16.cnn", projectHost, numerics)).map(({ kind }) => kind));
    expect(kinds("fast")).toContain("transformInput");
    expect(kinds("exact")).not.toContain("transformInput");
  });

  it("leaves out what only software takes, and says of which devices a layer's counts are where they differ", () => {
    const note = "of layers and blocks are those on discrete GPUs (laptop, data-centre).";
    const vgg = estimated("models/vgg16.cnn");
    expect(dispatchesOf(vgg).some(({ on }) => on.length === 1 && on[0] === "software")).toBe(true);
    const lines = estimateLines(vgg, Infinity);
    for (const { sum } of lines) expect(sum.times.some(({ milliseconds }) => milliseconds > 0)).toBe(true);
    const parts = lines.filter(({ layers }) => layers.length === 0);
    const names = new Set(parts.map(({ name }) => name.replace(/^\w+/, "")));
    expect(names).toEqual(new Set(["", " on discrete", " on integrated"]));
    const [integrated, onAll] = [" on integrated", ""].map((on) =>
      parts.filter(({ name }) => name.replace(/^\w+/, "") === on),
    );
    for (const { sum } of integrated ?? [])
      expect(sum.times.map(({ milliseconds }) => milliseconds > 0)).toEqual([true, false, false]);
    for (const { sum } of onAll ?? [])
      expect(sum.times.every(({ milliseconds }) => milliseconds > 0)).toBe(true);
    const texts = [
      renderEstimate(vgg, { colour: false, width: 220 }),
      renderEstimateMarkdown(vgg),
      renderEstimateHtml(vgg),
    ];
    for (const text of texts) expect(text.replace(/\s+/g, " ")).toContain(note);
    expect(renderEstimate(small, { colour: false, width: 220 })).not.toContain(note);
  });

  it("is no shorter than arithmetic and memory at their peak, and longer on a slower GPU", () => {
    for (const { estimates } of dispatchesOf(estimated("models/squeezenet1_1.cnn"))) {
      for (const { milliseconds, floor, occupancy } of estimates.filter((each) => each !== undefined)) {
        expect(milliseconds).toBeGreaterThan(floor);
        expect(occupancy).toBeGreaterThan(0);
        expect(occupancy).toBeLessThanOrEqual(1);
      }
      const [integrated, laptop] = estimates.map((each) => each?.floor);
      if (integrated !== undefined && laptop !== undefined) expect(integrated).toBeGreaterThan(laptop);
    }
  });
});
