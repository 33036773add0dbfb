import { describe, expect, test } from "vitest";
import { error, warning, type Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { linesOfFiles } from "../../src/diagnostics/lines.js";
import { jsonDiagnostic } from "../../src/diagnostics/json.js";
import { width } from "../../src/diagnostics/visible.js";
import { renderDiagnostic, renderShort } from "../../src/diagnostics/render.js";

const sources: Readonly<Record<string, string>> = {
  "a.cnn":
    "model m {\n  input x: [1, 28, 28]\n  conv(6, 5x5)\n  relu\n  flatten\n\tdense(十, 10) -> relu\n}\n",
  "b.cnn": "block b() { relu }\r\nblock c() { relu }",
  "long.cnn": `${"x".repeat(300)} conv ${"y".repeat(300)}`,
  "broken.cnn":
    "block b() {\n  conv(8,\n    kernel: 3x3)\n  residual { relu\n    tanh }\n}\nmodel m {\n  1\n  2\n  3\n  4\n  5\n}",
  "wide.cnn": `\t// ${"宽".repeat(150)} e\u0301e\u0301 \u{1F1E9}\u{1F1EA} 한\u1112\u1161\u11AB bad`,
  "odd.cnn": "\uFEFFconv \u202Eabc\u0007",
};
const linesOf = linesOfFiles((file) => sources[file]);
const plain = (diagnostic: Diagnostic): string => renderDiagnostic(diagnostic, linesOf, { colour: false });

function at(file: string, text: string, label = "") {
  const start = sources[file]?.indexOf(text) ?? -1;
  return { span: { file, start, end: start + text.length }, text: label };
}

describe("renderDiagnostic", () => {
  test("shows lines in order, whichever label is primary, with a gap between distant ones", () => {
    const labels = [at("a.cnn", "flatten", "here"), at("a.cnn", "conv", "made there"), at("a.cnn", "5x5")];
    expect(plain(error("CNN0302", "too large", labels, "pad it\nor leave it"))).toMatchInlineSnapshot(`
      "error[CNN0302]: too large
       --> a.cnn:5:3
        |
      3 |   conv(6, 5x5)
        |   ----    ---
        |   |
        |   made there
      4 |   relu
      5 |   flatten
        |   ^^^^^^^ here
        |
        = help: pad it
                or leave it
      "
    `);
  });

  test("shows a note before the help, with or without a place", () => {
    const noted = {
      ...error("CNN0502", "unfit", [at("b.cnn", "block c")], "rename"),
      note: "one\n\u001Btwo",
    };
    expect(plain(noted)).toMatchInlineSnapshot(`
      "error[CNN0502]: unfit
       --> b.cnn:2:1
        |
      2 | block c() { relu }
        | ^^^^^^^
        |
        = note: one
                \\u{1b}two
        = help: rename
      "
    `);
    expect(plain({ ...noted, labels: [], help: undefined })).toMatchInlineSnapshot(`
      "error[CNN0502]: unfit
        = note: one
                \\u{1b}two
      "
    `);
  });

  test("counts columns of tabs and wide characters", () => {
    expect(plain(warning("CNN0404", "unused", [at("a.cnn", "10)")]))).toMatchInlineSnapshot(`
      "warning[CNN0404]: unused
       --> a.cnn:6:11
        |
      6 |     dense(十, 10) -> relu
        |               ^^^
      "
    `);
  });

  test("gives another file a frame of its own", () => {
    expect(plain(error("CNN0102", "twice", [at("a.cnn", "model", "again"), at("b.cnn", "block c", "first")])))
      .toMatchInlineSnapshot(`
      "error[CNN0102]: twice
       --> a.cnn:1:1
        |
      1 | model m {
        | ^^^^^ again
       ::: b.cnn:2:1
        |
      2 | block c() { relu }
        | ------- first
      "
    `);
  });

  test("keeps labels of one line in one row, the texts below", () => {
    const labels = [at("a.cnn", "(6", "third"), at("a.cnn", "5x5", "first"), at("a.cnn", "conv", "second")];
    expect(plain(error("CNN0201", "three", [...labels, at("a.cnn", "conv(6", "around")])))
      .toMatchInlineSnapshot(`
      "error[CNN0201]: three
       --> a.cnn:3:7
        |
      3 |   conv(6, 5x5)
        |   ----^^  --- first
        |   |   |
        |   |   third
        |   second
        |   around
      "
    `);
  });

  test("draws spans over several lines beside them, inside each other too", () => {
    const labels = [
      at("broken.cnn", "conv(8,\n    kernel: 3x3)", "a call"),
      at("broken.cnn", "{\n  conv(8,\n    kernel: 3x3)\n  residual { relu\n    tanh }\n}", "a body"),
      at("broken.cnn", "{ relu\n    tanh }", "another"),
      at("broken.cnn", "{\n  1\n  2\n  3\n  4\n  5\n}", "long"),
      at("broken.cnn", "kernel", "named"),
    ];
    expect(plain(error("CNN0201", "nested", labels))).toMatchInlineSnapshot(`
      "error[CNN0201]: nested
        --> broken.cnn:2:3
         |
       1 |     block b() {
         |  _____________-
       2 | | /   conv(8,
       3 | | |     kernel: 3x3)
         | | |     ------ named
         | | |________________^ a call
       4 | |     residual { relu
         | |  ____________-
       5 | | |     tanh }
         | | |__________- another
       6 | |   }
         | |___- a body
       7 |     model m {
         |  ___________-
       8 | |     1
      ...  |
      12 | |     5
      13 | |   }
         | |___- long
      "
    `);
  });

  test("breaks the chains of notes, and nothing else, where a terminal ends", () => {
    const chain = "main path: image [3, 32, 32] -> conv1 [8, 32, 32] -> relu1 [8, 32, 32]\nother: a -> b";
    const finding = { ...error("CNN0304", "cannot add", [], chain), note: chain };
    expect(renderDiagnostic(finding, linesOf, { colour: false, columns: 50 })).toMatchInlineSnapshot(`
      "error[CNN0304]: cannot add
        = note: main path: image [3, 32, 32]
                  -> conv1 [8, 32, 32]
                  -> relu1 [8, 32, 32]
                other: a -> b
        = help: main path: image [3, 32, 32] -> conv1 [8, 32, 32] -> relu1 [8, 32, 32]
                other: a -> b
      "
    `);
  });

  test("measures what is cut in columns", () => {
    const wide = [at("wide.cnn", "bad", "here"), at("wide.cnn", "//", "comment")];
    expect(plain(error("CNN0001", "wide", wide))).toMatchInlineSnapshot(`
      "error[CNN0001]: wide
       --> wide.cnn:1:169
        |
      1 | …宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽 éé 🇩🇪 한한 bad
        | -                                                            ^^^ here
        | |
        | comment
      "
    `);
    const narrow = renderDiagnostic(error("CNN0001", "narrow", wide), linesOf, {
      colour: false,
      columns: 70,
    });
    expect(width(narrow.split("\n")[3] ?? "")).toBeLessThanOrEqual(70);
  });

  test("joins the ends of a span over several lines", () => {
    const span = { file: "a.cnn", start: 2, end: 40 };
    expect(plain(error("CNN0002", "all of it", [{ span, text: "from here" }]))).toMatchInlineSnapshot(`
      "error[CNN0002]: all of it
       --> a.cnn:1:3
        |
      1 |   model m {
        |  ___^
      2 | |   input x: [1, 28, 28]
      3 | |   conv(6, 5x5)
        | |_______^ from here
      "
    `);
  });

  test("cuts a long line around the label", () => {
    const text = plain(error("CNN0101", "unknown", [at("long.cnn", "conv", "this")]));
    expect(text).toMatchInlineSnapshot(`
      "error[CNN0101]: unknown
       --> long.cnn:1:302
        |
      1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx conv yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
        |                                          ^^^^ this
      "
    `);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(180);
  });

  test("escapes what could forge the message", () => {
    expect(plain(error("CNN0001", "bad \u001B[2J", [at("odd.cnn", "abc")]))).toMatchInlineSnapshot(`
      "error[CNN0001]: bad \\u{1b}[2J
       --> odd.cnn:1:7
        |
      1 | conv \\u{202e}abc\\u{7}
        |              ^^^
      "
    `);
  });

  test("does without source and without labels", () => {
    const gone = { span: { file: "gone.cnn", start: 3, end: 4 }, text: "x" };
    expect(plain(error("CNN0004", "cannot be read", [gone], "look"))).toMatchInlineSnapshot(`
      "error[CNN0004]: cannot be read
       --> gone.cnn
        |
        = help: look
      "
    `);
    expect(plain(error("CNN0004", "cannot be read", []))).toBe("error[CNN0004]: cannot be read\n");
  });

  test("points behind the end of the file", () => {
    const end = sources["b.cnn"]?.length ?? 0;
    const label = { span: { file: "b.cnn", start: end, end: end + 5 }, text: "" };
    expect(plain(error("CNN0002", "more", [label]))).toMatchInlineSnapshot(`
      "error[CNN0002]: more
       --> b.cnn:2:19
        |
      2 | block c() { relu }
        |                   ^
      "
    `);
  });

  test("colours only when asked", () => {
    const diagnostic = error("CNN0002", "m", [at("a.cnn", "conv")]);
    const escape = "\u001B";
    expect(plain(diagnostic)).not.toContain(escape);
    const coloured = renderDiagnostic(diagnostic, linesOf, { colour: true });
    expect(coloured).toContain(`${escape}[1;31merror[CNN0002]${escape}[0m`);
    expect(coloured.replaceAll(/\u{1B}\[[\d;]*m/gu, "")).toBe(plain(diagnostic));
  });
});

test("renderShort is one line", () => {
  expect(renderShort(error("CNN0302", "too\nlarge", [at("b.cnn", "block c")]), linesOf)).toBe(
    "b.cnn:2:1: error[CNN0302]: too\\u{a}large\n",
  );
});

test("JSON has offsets, lines and columns, and no place without a text", () => {
  const gone = { span: { file: "gone.cnn", start: 0, end: 0 }, text: "" };
  const finding = error("CNN0201", "unknown", [at("a.cnn", "十", "this"), gone], "mend it");
  expect(jsonDiagnostic(finding, linesOf)).toEqual({
    severity: "error",
    code: "CNN0201",
    kind: "unknown parameter",
    message: "unknown",
    labels: [
      {
        file: "a.cnn",
        start: { offset: 72, line: 6, column: 8 },
        end: { offset: 73, line: 6, column: 9 },
        text: "this",
      },
      { file: "gone.cnn", text: "" },
    ],
    help: "mend it",
  });
});
