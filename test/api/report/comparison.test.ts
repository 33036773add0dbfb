import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { NetworkAnalysis } from "../../../src/analysis/layers.js";
import { analysePlanned, checkNetwork } from "../../../src/api/network.js";
import { renderComparisonHtml } from "../../../src/api/report/comparison-html.js";
import { comparisonJson } from "../../../src/api/report/comparison-json.js";
import { renderComparisonMarkdown } from "../../../src/api/report/comparison-markdown.js";
import { renderComparison } from "../../../src/api/report/comparison-text.js";
import { changeText, comparisonOf } from "../../../src/api/report/comparison.js";
import { width as columns } from "../../../src/diagnostics/visible.js";
import { projectHost } from "../../support/host.js";
import { elementsOf, shapeOf, textOf } from "../../support/page.js";
import { renamed } from "./renamed.js";

const analysed = (name: string): NetworkAnalysis => {
  const { value } = checkNetwork(projectHost, { entry: `models/${name}.cnn` });
  if (value === undefined) throw new Error(`${name} is sound`);
  return analysePlanned(value);
};
const vgg = analysed("vgg11");
const resnet = analysed("resnet18");

describe("renderComparison", () => {
  it.each([100, 60])("sets two networks side by side in %i columns", (width) => {
    expect(renderComparison(comparisonOf(vgg, resnet), { width, colour: false })).toMatchSnapshot();
  });

  it("fits any width from 40 columns", () => {
    for (let width = 30; width <= 120; width += 5) {
      const text = renderComparison(comparisonOf(renamed(vgg, "a_long_name_of_a_network"), resnet), {
        width,
        colour: false,
      });
      for (const line of text.split("\n")) expect(columns(line)).toBeLessThanOrEqual(Math.max(width, 40));
    }
  });

  it("tells equal names apart, and says what is equal", () => {
    const text = renderComparison(comparisonOf(resnet, resnet), { width: 100, colour: false });
    expect(text).toMatch(/resnet18 \(1\) +resnet18 \(2\) +change/);
    expect(text).toMatch(/^Parameters +11,689,512 +11,689,512 +=$/m);
  });
});

it.each([
  [100, 150, "+50.0%"],
  [100, 99, "−1.0%"],
  [3, 3, "="],
  [1, 21, "+2,000%"],
  [1e6, 1e6 + 1, "+<0.1%"],
  [0, 5, ""],
  [undefined, 5, ""],
])("the change from %s to %s is %j", (left, right, text) => {
  expect(changeText(left, right)).toBe(text);
});

it("renderComparisonMarkdown shows both", () => {
  expect(renderComparisonMarkdown(comparisonOf(vgg, resnet, 0))).toMatchSnapshot();
});

describe("renderComparisonHtml", () => {
  it("is a page that needs nothing else", () => {
    const html = renderComparisonHtml(comparisonOf(vgg, resnet));
    expect(html).not.toMatch(/https?:|\/\/[a-z]|url\(|<script/i);
    const [heading] = elementsOf(html).filter(({ tagName }) => tagName === "h1");
    expect(heading && textOf(heading)).toBe("vgg11 and resnet18");
  });

  it("has the same elements whatever the names", () => {
    const page = (name: string) => shapeOf(renderComparisonHtml(comparisonOf(renamed(vgg, name), resnet)));
    expect(page(`</td></style><img src=x onerror=alert(1)>"'&lt;\u2028`)).toEqual(page("name"));
  });
});

describe("comparisonJson", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../../src/api/report/comparison.schema.json", import.meta.url), "utf8"),
  ) as object;
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

  it("is as comparison.schema.json says", () => {
    const json = comparisonJson(vgg, resnet);
    expect(validate(JSON.parse(JSON.stringify(json))), JSON.stringify(validate.errors)).toBe(true);
    expect(json.left.totals.params).toBe(132_863_336);
    expect(json.layers.find(({ path }) => path === "stage1")?.right?.params).toBe(147_968);
    expect(validate({ ...json, sizes: [{}] })).toBe(false);
  });
});
