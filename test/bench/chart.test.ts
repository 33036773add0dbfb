import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { drawChart } from "../../bench/harness/chart.js";
import { networkResult, results } from "./support.js";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function elementsOf(svg: string): readonly Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => elements.push({ name, attributes }));
  parser.write(svg).close();
  return elements;
}

describe("the chart", () => {
  const engines = ["cnnc", "ort-web", "ort-node"];
  const svg = drawChart(
    results(engines, [
      networkResult("slow", { median: { cnnc: 4, "ort-web": 2, "ort-node": 1 } }),
      networkResult("fast", { median: { cnnc: 1, "ort-web": 8 } }),
      networkResult("untimed"),
    ]),
  );
  const elements = elementsOf(svg);
  const [one] = elements.filter(({ attributes }) => attributes.class === "one");
  const at = Number(/^M([\d.]+)/.exec(one?.attributes.d ?? "")?.[1]);
  const bars = elements
    .filter(({ name, attributes }) => name === "rect" && attributes.height === "9")
    .map(({ attributes: { class: kind, x, width } }) => ({
      kind,
      from: Number(x),
      to: Number(x) + Number(width),
    }));

  test("has a bar from 1 to the ratio, to the left for what is slower", () => {
    expect(bars.map(({ kind }) => kind)).toEqual(["ours", "native", "ours"]);
    const lengths = bars.map(({ from, to }) => (Math.abs(to - at) < 0.2 ? from - at : to - at));
    const [half = 0, double = 0, eight = 0] = lengths;
    expect(half).toBeCloseTo(-double, 0);
    expect(eight / double).toBeCloseTo(3, 1);
  });

  test("stays within its frame, and shows no network that has no time", () => {
    const [frame] = elements;
    expect(Math.max(...bars.map(({ to }) => to))).toBeLessThan(Number(frame?.attributes.width));
    expect(svg).toContain(">fast<");
    expect(svg).not.toContain("untimed");
  });
});
