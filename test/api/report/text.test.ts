import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse, type NetworkAnalysis } from "../../../src/analysis/layers.js";
import { reportJson } from "../../../src/api/report/json.js";
import { renderReport } from "../../../src/api/report/text.js";
import { width as columns } from "../../../src/diagnostics/visible.js";
import { operators } from "../../../src/ops/index.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { lenet5, residual, TestNetwork } from "../../support/test-network.js";

const plain = { width: 100, colour: false };
const analysed = (graph = lenet5()): NetworkAnalysis =>
  analyse(graph, operators, schedule(graph, operators, { batch: 1 }));

const empty = { batch: 1, arenaBytes: 0, calls: [], buffers: [] };

const uncoloured = (text: string) =>
  text.replaceAll(new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, "g"), "");

describe("renderReport", () => {
  it("shows LeNet-5 at 100 columns", () => {
    expect(renderReport(analysed(), plain)).toMatchSnapshot();
  });

  it("shows LeNet-5 at 60 columns", () => {
    expect(renderReport(analysed(), { ...plain, width: 60 })).toMatchSnapshot();
  });

  it("shows a tree of blocks at 100 and 60 columns, and folded", () => {
    const analysis = analysed(residual());
    expect(renderReport(analysis, plain)).toMatchSnapshot();
    expect(renderReport(analysis, { ...plain, width: 60 })).toMatchSnapshot();
    expect(renderReport(analysis, { ...plain, depth: 1 })).toMatchSnapshot();
    expect(renderReport(analysis, { ...plain, depth: 0 })).toMatchSnapshot();
  });

  it("lists the taps, in JSON too", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 3, 4, 4]);
    net.builder.tap("stage1.features", x);
    net.builder.output("y", net.layer("relu", "relu1", x));
    const analysis = analysed(net.builder.finish("net"));
    expect(renderReport(analysis, plain)).toMatch(/^Taps +stage1\.features \[3, 4, 4\]$/m);
    expect(reportJson(analysis).taps).toEqual([{ name: "stage1.features", shape: [3, 4, 4] }]);
    expect(renderReport(analysed(), plain)).not.toContain("Taps");
  });

  it("colours without changing the text", () => {
    const analysis = analysed(residual());
    const coloured = renderReport(analysis, { ...plain, colour: true });
    expect(coloured).toContain("\u001B[1mstage1 ");
    expect(uncoloured(coloured)).toBe(renderReport(analysis, plain));
  });

  it("fits any width from 40 columns, whatever the names", () => {
    const [first] = analysed().rows;
    if (first === undefined) throw new Error("the network has layers");
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    const anyRow = fc.record({
      path: name,
      blocks: fc.array(fc.record({ block: name, path: name }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 140 }),
        fc.array(anyRow, { maxLength: 8 }),
        name,
        (width, rows, doc) => {
          const analysis = { ...analysed(), doc, name: doc, rows: rows.map((row) => ({ ...first, ...row })) };
          const text = renderReport(analysis, { ...plain, width });
          expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
          for (const line of text.split("\n")) expect(columns(line)).toBeLessThanOrEqual(Math.max(width, 40));
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  it("shows control characters instead of sending them to the terminal", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x\u001B[2J", ["N", 4]);
    net.builder.output("y", net.layer("relu", "re\u001B]0;lu\u0007\n", x));
    const text = renderReport(analysed(net.builder.finish("evil\u202E", "doc\u0008")), plain);
    expect(text).toContain("\\u{1b}[2J");
    expect(text).toContain("re\\u{1b}]0;lu\\u{7}\\u{a}");
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202E]/u);
  });

  it("shows large counts in full, with their size in words", () => {
    const analysis = analysed();
    const totals = { ...analysis.totals, macs: 4_089_184_256, params: 25_557_032 };
    const memory = { ...(analysis.memory ?? empty), arenaBytes: 12_845_056 };
    const text = renderReport({ ...analysis, totals, memory }, plain);
    expect(text).toContain("4,089,184,256 (4.09 G)");
    expect(text).toContain("25,557,032 (25.6 M)");
    expect(text).toContain("12.25 MiB");
  });
});
