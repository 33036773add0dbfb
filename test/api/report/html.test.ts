import fc from "fast-check";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { analyse, type NetworkAnalysis } from "../../../src/analysis/layers.js";
import { analysePlanned, checkNetwork } from "../../../src/api/network.js";
import { renderReportHtml } from "../../../src/api/report/html.js";
import { reportPage } from "../../../src/api/report/page.js";
import { script } from "../../../src/api/report/html-script.js";
import { operators } from "../../../src/ops/index.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { projectHost } from "../../support/host.js";
import { attribute, elementsOf, shapeOf, textOf } from "../../support/page.js";
import { renamed } from "./renamed.js";
import { residual } from "../../support/test-network.js";

const analysed = (graph = residual()): NetworkAnalysis =>
  analyse(graph, operators, schedule(graph, operators, { batch: 1 }));

describe("renderReportHtml", () => {
  it.each(["lenet5", "resnet50", "googlenet"])("makes a page of %s that needs nothing else", async (name) => {
    const entry = `models/${name}.cnn`;
    const { value } = checkNetwork(projectHost, { entry });
    if (value === undefined) throw new Error(`${name} is sound`);
    const analysis = analysePlanned(value);
    const html = await reportPage(value, { entry });
    const elements = elementsOf(html);
    const addresses = html.replaceAll('xmlns="http://www.w3.org/2000/svg"', "");
    expect(addresses).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/i);
    for (const element of elements) {
      expect(["link", "img", "iframe", "object", "base", "form"]).not.toContain(element.tagName);
      expect(attribute(element, "src")).toBeUndefined();
      expect(attribute(element, "href") ?? "#").toMatch(/^#/);
      for (const { name: key } of element.attrs) expect(key).not.toMatch(/^on/);
    }
    const ids = elements.flatMap((element) => attribute(element, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const element of elements) {
      const target = attribute(element, "href")?.slice(1);
      if (target !== undefined) expect(ids).toContain(target);
    }
    const drawn = elements.flatMap((element) => attribute(element, "data-layers")?.split(" ") ?? []);
    expect(drawn).toContain(analysis.rows[0]?.path);
    const rows = elements.filter((element) => attribute(element, "data-path") !== undefined);
    const layers = rows.filter((element) => attribute(element, "class") !== "block");
    expect(layers.map((element) => attribute(element, "data-path"))).toEqual(
      [...analysis.rows, ...analysis.training.rows].map(({ path }) => path),
    );
    const [code] = elements.filter(({ tagName }) => tagName === "script");
    expect(code && textOf(code).trim()).toBe(script.trim());
  });

  it("holds a diagram, where it is given one", () => {
    const html = renderReportHtml(analysed(), { diagram: '<svg data-mark="here"></svg>' });
    const [svg] = elementsOf(html).filter((element) => attribute(element, "data-mark") === "here");
    expect(svg?.parentNode && "attrs" in svg.parentNode && attribute(svg.parentNode, "class")).toBe(
      "diagram",
    );
    expect(renderReportHtml(analysed())).not.toContain('id="graph"');
  });

  it("shows hostile names and doc comments as they are", () => {
    const hostile = `</script></style></title><img src=x onerror=alert(1)>"'&amp;\`\${1}\u202E]]>-->`;
    const html = renderReportHtml(renamed(analysed(), hostile));
    const [title] = elementsOf(html).filter(({ tagName }) => tagName === "h1");
    expect(title && textOf(title)).toBe(hostile.replace("\u202E", "\\u{202e}"));
    expect(html).not.toMatch(/[\u202E\u2028]/);
  });

  it("has the same elements whatever the names (seed 11)", () => {
    const plain = shapeOf(renderReportHtml(renamed(analysed(), "name")));
    const part = fc.oneof(
      fc.constantFrom(
        "<",
        ">",
        '"',
        "'",
        "&",
        "]]>",
        "<!--",
        "</script>",
        "</td>",
        "&lt;",
        "__proto__",
        "${",
        "\u2028",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.string({ unit: "grapheme", maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        // A backtick would make code of prose; paragraphs end at empty lines.
        const name = `n${parts.join("").replace(/[`\n\r]/g, "")}`;
        expect(shapeOf(renderReportHtml(renamed(analysed(), name)))).toEqual(plain);
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});

describe("the script of the page", () => {
  it("is sound under strict type checks", () => {
    const name = "/script.js";
    const options: ts.CompilerOptions = {
      ...{ allowJs: true, checkJs: true, noEmit: true, strict: true, types: [] },
      ...{
        target: ts.ScriptTarget.ES2020,
        lib: ["lib.es2020.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      },
    };
    const host = ts.createCompilerHost(options);
    const program = ts.createProgram([name], options, {
      ...host,
      fileExists: (path) => path === name || host.fileExists(path),
      readFile: (path) => (path === name ? script : host.readFile(path)),
      getSourceFile: (path, version) =>
        path === name ? ts.createSourceFile(path, script, version, true) : host.getSourceFile(path, version),
    });
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ messageText, start }) => `${start ?? 0}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    expect(messages).toEqual([]);
  });
});
