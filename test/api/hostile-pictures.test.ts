import { instance } from "@viz-js/viz";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { drawNetwork } from "../../src/api/graph.js";
import { analysePlanned } from "../../src/api/network.js";
import type { Evaluation } from "../../src/api/evaluate.js";
import { evaluationPage } from "../../src/api/evaluation-html.js";
import { renderComparisonHtml } from "../../src/api/report/comparison-html.js";
import { renderComparisonMarkdown } from "../../src/api/report/comparison-markdown.js";
import { comparisonOf } from "../../src/api/report/comparison.js";
import { renderReportHtml } from "../../src/api/report/html.js";
import { renderReportMarkdown } from "../../src/api/report/markdown.js";
import { reportPage } from "../../src/api/report/page.js";
import { reportJson } from "../../src/api/report/json.js";
import { renderReport } from "../../src/api/report/text.js";
import { visibleJson } from "../../src/diagnostics/visible.js";
import { shapeOf } from "../support/page.js";
import { hidden, hostileTexts } from "../support/hostile.js";
import { checked, sourcesOf, type Source } from "../support/hostile-networks.js";

const seed = 41;

/** An evaluation in which every class is once taken for the next one. */
function evaluationOf(model: string, names: readonly string[]): Evaluation {
  return {
    model,
    output: names[0] ?? "",
    samples: names.length,
    right: 0,
    rightIn5: names.length,
    classes: names.map((name, index) => ({ index, name, samples: 1, predicted: 1, right: 0 })),
    confusions: names.map((_, index) => ({
      actual: index,
      predicted: (index + 1) % names.length,
      count: 1,
    })),
  };
}

/** How often each shape of an element stands in a page: pictures are laid out by the lengths of their names. */
function countsOf(shapes: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const shape of [...shapes].sort()) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  return counts;
}

async function picture(source: Source, format: "svg" | "dot"): Promise<string> {
  const drawn = await drawNetwork(checked(source), { entry: source.entry, format });
  if (typeof drawn !== "string") throw new Error(drawn.message);
  return drawn;
}

describe(`hostile names in pictures and reports (texts from seed ${seed})`, () => {
  const [large, small] = [sourcesOf(seed, 200, 7_500), sourcesOf(seed, 30, 0)];

  it("are text in SVG", async () => {
    const elements = (xml: string): readonly string[] => {
      const names: string[] = [];
      const parser = new SaxesParser();
      parser.on("error", (failure) => {
        throw failure;
      });
      parser.on("opentag", ({ name, attributes }) =>
        names.push([name, ...Object.keys(attributes)].join(" ")),
      );
      parser.write(xml).close();
      return names.sort();
    };
    const drawn = await picture(small.hostile, "svg");
    expect(drawn).not.toMatch(hidden);
    expect(elements(drawn)).toEqual(elements(await picture(small.tame, "svg")));
  });

  it("are text in DOT", async () => {
    const graphviz = await instance();
    const objects = (dot: string): readonly string[] => {
      const result = graphviz.render(dot, { format: "dot_json", engine: "nop" });
      if (result.status === "failure")
        throw new Error(result.errors.map(({ message }) => message).join("\n"));
      const read = JSON.parse(result.output) as {
        readonly objects: readonly { readonly name: string }[];
        readonly edges: readonly { readonly tail: number; readonly head: number }[];
      };
      return [
        ...read.objects.map(({ name }) => name),
        ...read.edges.map(({ tail, head }) => `${tail} ${head}`),
      ];
    };
    const drawn = await picture(large.hostile, "dot");
    expect(drawn).not.toMatch(hidden);
    expect(objects(drawn)).toEqual(objects(await picture(large.tame, "dot")));
  });

  it("are text in pages and in Markdown: reports, comparisons, evaluations", async () => {
    const pagesOf = async (source: Source, classes: readonly string[]): Promise<readonly string[]> => {
      const analysis = analysePlanned(checked(source));
      return [
        renderReportHtml(analysis, { depth: 9 }),
        await reportPage(checked(source === large.hostile ? small.hostile : small.tame), source),
        renderComparisonHtml(comparisonOf(analysis, analysis, 9)),
        evaluationPage(evaluationOf(checked(source).network.graph.name, classes), 0),
      ];
    };
    const texts = hostileTexts(seed + 1);
    const names = Array.from({ length: 200 }, (_, index) => index);
    const [plain, found] = [
      await pagesOf(large.tame, names.map(String)),
      await pagesOf(large.hostile, names.map(texts)),
    ];
    found.forEach((page, index) => {
      expect(page).not.toMatch(hidden);
      expect(countsOf(shapeOf(page))).toEqual(countsOf(shapeOf(plain[index] ?? "")));
    });
    const analysis = analysePlanned(checked(large.hostile));
    for (const page of [
      renderReportMarkdown(analysis, { depth: 9 }),
      renderComparisonMarkdown(comparisonOf(analysis, analysis, 9)),
    ]) {
      expect(page).not.toMatch(hidden);
    }
  });

  it("are text in a report, and the same values in its JSON, which hides nothing", () => {
    const analysis = analysePlanned(checked(large.hostile));
    const text = visibleJson(reportJson(analysis), 2);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(reportJson(analysis))));
    expect(text).not.toMatch(hidden);
    const lines = (source: Source): string =>
      renderReport(analysePlanned(checked(source)), { width: 100, colour: false, depth: 9 });
    expect(lines(large.hostile)).not.toMatch(hidden);
    expect(renderReport(analysis, { width: 60, colour: false })).not.toMatch(hidden);
  });
});
