import { describe, expect, it } from "vitest";
import {
  classNamed,
  Evaluator,
  evaluationJson,
  hardestOf,
  scoringOutput,
  worstOf,
  type Evaluation,
} from "../../src/api/evaluate.js";
import { evaluationPage } from "../../src/api/evaluation-html.js";
import { renderEvaluation } from "../../src/api/evaluation-text.js";
import type { LoadedNetwork, SampleOutput } from "../../src/api/load.js";
import { painter } from "../../src/api/text.js";
import { integers } from "../ops/random.js";

function output(elements: number, labels?: readonly string[], name = "logits"): SampleOutput {
  return { name, shape: [elements], elements, labels, operator: "dense" };
}

const none = { run: () => Promise.resolve({}), runTaps: () => Promise.resolve({}), destroy: () => undefined };

function network(...outputs: readonly SampleOutput[]): LoadedNetwork {
  return { name: "net", inputs: [], warnings: [], outputs, batch: 1, ...none };
}

type Scored = readonly [actual: number, scores: readonly number[]];

function evaluation(scored: readonly Scored[], of: SampleOutput): Evaluation {
  const evaluator = new Evaluator(network(of), of);
  for (const [actual, scores] of scored) {
    const sample = { name: "x", actual, fill: () => Promise.resolve(undefined) };
    const values = { [of.name]: Float32Array.from(scores) };
    expect(evaluator.add({ sample, values, milliseconds: 0 })).toBeUndefined();
  }
  return evaluator.finish();
}

describe("counts", () => {
  it("what is right, what is taken for what, and what is among the five best", () => {
    const of = output(7);
    const found = evaluation(
      [
        [0, [9, 1, 2, 3, 4, 5, 6]],
        [0, [5, 9, 1, 2, 3, 4, 0]],
        [1, [6, 2, 5, 4, 3, 1, 0]],
        [6, [6, 5, 4, 3, 2, 1, 0]],
        [2, [0, 0, 0, 0, 0, 0, 0]],
        [0, [7, 7, 7, 7, 7, 7, 7]],
      ],
      of,
    );
    expect(found).toMatchObject({ samples: 6, right: 2, rightIn5: 5 });
    expect(found.confusions).toEqual([
      { actual: 0, predicted: 0, count: 2 },
      { actual: 0, predicted: 1, count: 1 },
      { actual: 1, predicted: 0, count: 1 },
      { actual: 2, predicted: 0, count: 1 },
      { actual: 6, predicted: 0, count: 1 },
    ]);
    expect(found.classes[0]).toEqual({ index: 0, name: "0", samples: 3, predicted: 5, right: 2 });
    expect(evaluationJson(found, 1)).toMatchObject({
      schema: "cnnc-eval/1",
      failed: 1,
      confusions: [
        [0, 0, 2],
        [0, 1, 1],
        [1, 0, 1],
        [2, 0, 1],
        [6, 0, 1],
      ],
    });
  });

  it("the hardest classes and the worst mistakes first", () => {
    const one = (index: number): number[] => Array.from({ length: 3 }, (_, i) => (i === index ? 1 : 0));
    const found = evaluation(
      [
        [0, one(0)],
        [0, one(1)],
        [1, one(1)],
        [2, one(0)],
        [2, one(1)],
        [2, one(1)],
      ],
      output(3),
    );
    expect(hardestOf(found.classes).map(({ index }) => index)).toEqual([2, 0, 1]);
    expect(worstOf(found.confusions)).toEqual([
      { actual: 2, predicted: 1, count: 2 },
      { actual: 0, predicted: 1, count: 1 },
      { actual: 2, predicted: 0, count: 1 },
    ]);
  });

  it("no scores that are not numbers", () => {
    const of = output(2);
    const sample = { name: "x.png", actual: 0, fill: () => Promise.resolve(undefined) };
    const values = { logits: Float32Array.of(NaN, 1) };
    expect(new Evaluator(network(of), of).add({ sample, values, milliseconds: 0 })).toMatchObject({
      code: "CNN0505",
      message: "the scores of x.png are not numbers",
    });
  });
});

describe("classes", () => {
  it("are named by a label that is theirs alone, or an index", () => {
    const of = output(4, ["cat", "crane", "crane", "7"]);
    expect(
      ["cat", "crane", "2", "7", "4", "dog", "01", "-1", ""].map((name) => classNamed(name, of)),
    ).toEqual([0, undefined, 2, 3, undefined, undefined, 1, undefined, undefined]);
  });

  it("are scored by the only output that does, or the one that is chosen", () => {
    const map = { ...output(4, undefined, "map"), shape: [1, 2, 2] };
    const [a, b] = [output(2, undefined, "a"), output(3, undefined, "b")];
    expect(scoringOutput(network(map, a), undefined, "n.cnn")).toBe(a);
    expect(scoringOutput(network(a, b), "b", "n.cnn")).toBe(b);
    const refused = [
      scoringOutput(network(map), undefined, "n.cnn"),
      scoringOutput(network(a, b), undefined, "n.cnn"),
      scoringOutput(network(a, map), "map", "n.cnn"),
    ];
    expect(refused.map((found) => ("message" in found ? [found.message, found.help] : found))).toEqual([
      ["no output of net scores classes", undefined],
      ["several outputs of net score classes", "choose one by `--head`: a, b"],
      ["no output map of net scores classes", "those that do are a"],
    ]);
  });
});

/** Random results of a network that is right most of the time. */
function random(classes: number, samples: number, labels?: readonly string[]): Evaluation {
  const next = integers(classes);
  const scored = Array.from({ length: samples }, (): Scored => {
    const actual = next(0, classes - 1);
    const scores = Array.from({ length: classes }, () => next(0, 1000));
    if (next(0, 4) > 0) scores[actual] = 2000;
    return [actual, scores];
  });
  return evaluation(scored, output(classes, labels));
}

const plain = painter(false);
const names = ["plane", "car", "bird", "cat", "deer", "dog"];

describe("the table", () => {
  it("has the matrix where it fits, and the hardest classes elsewhere", () => {
    expect(renderEvaluation(random(6, 300, names), { width: 80, paint: plain })).toMatchSnapshot();
    expect(renderEvaluation(random(6, 300, names), { width: 40, paint: plain })).toMatchSnapshot();
    expect(renderEvaluation(random(40, 500), { width: 100, paint: plain })).toMatchSnapshot();
  });

  it.each([20, 60, 100, 200])("fits %i columns", (width) => {
    for (const classes of [2, 6, 12, 30]) {
      const lines = renderEvaluation(random(classes, 400), { width, paint: plain }).split("\n");
      const matrix = lines.slice(lines.findIndex((line) => line.startsWith("actual")));
      if (lines.some((line) => line.startsWith("actual")))
        for (const line of matrix.slice(0, classes + 2)) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});

describe("the page", () => {
  it("has the matrix in numbers for few classes, and drawn for many", () => {
    const few = evaluationPage(random(10, 500), 2);
    expect(few.match(/<td class="(right|wrong|none)"/g)).toHaveLength(100);
    expect(few).not.toContain("<svg");
    expect(few).toContain("<dt>not read</dt><dd>2</dd>");
    const many = evaluationPage(random(200, 3000), 0);
    expect(many).toContain('<svg viewBox="');
    expect(many).not.toContain('class="matrix"><thead>');
    expect(many).not.toContain("not read");
    expect(many).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("needs nothing from elsewhere", () => {
    for (const page of [evaluationPage(random(10, 500), 0), evaluationPage(random(50, 500), 0)])
      expect(page).not.toMatch(/<script|https?:|url\(|@import|<link|src=/);
  });

  it("is not changed by what labels hold", () => {
    const hostile = [
      "</style><script>alert(1)</script>",
      `"onload="x`,
      "'&amp;",
      "\u202Eevil",
      "a\u0000b",
      "<td>",
    ];
    const page = evaluationPage(random(6, 300, hostile), 0);
    const usual = evaluationPage(random(6, 300, names), 0);
    const tags = (text: string): readonly string[] =>
      [...text.matchAll(/<[/\w!][^>]*>/g)].map(([tag]) => tag);
    expect(tags(page)).toEqual(tags(usual));
    expect(page).toContain("&#60;/style&#62;&#60;script&#62;alert(1)&#60;/script&#62;");
    expect(page).not.toMatch(/[\u0000\u202E]/);
  });
});
