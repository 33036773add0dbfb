import { expect, test } from "vitest";
import { parseFile } from "../../src/syntax/build.js";

const messages = (text: string): string[] =>
  parseFile(text, "t.cnn").diagnostics.map(({ code, message }) => `${code} ${message}`);

test.each([
  ["relu", ["CNN0002 expected `import`, `const`, `block` or `model`, found `relu`"]],
  ["model m {", ["CNN0002 expected a statement or `}`, found the end of the file"]],
  ['import {a} frm "x"', ["CNN0002 expected `from` after `}`, found `frm`"]],
  ["model m { repeat { relu } }", ["CNN0002 expected an expression after `repeat`, found `{`"]],
  ["model m { relu relu }", ["CNN0002 expected a new line or `}`, found `relu`"]],
  ["block b(x: ) { relu }", ["CNN0002 expected a type after `:`, found `)`"]],
  ["block b(x: list) { relu }", ["CNN0002 a list has items of one type"]],
  ["block b(x: list(int) | word) { relu }", ["CNN0002 a word has no parts"]],
  ["block b(x: array(int)) { relu }", ["CNN0002 there is no type `array`"]],
  ["const a = (1, 2\nconst b = [3]", ["CNN0002 expected `,` or `)`, found the end of the line"]],
  ["const a = if true then 1", ["CNN0002 expected `else` after `1`, found the end of the file"]],
  ["model m { for in c { relu } }", ["CNN0002 expected a name or `(` after `for`, found `in`"]],
  ["block b(x) { relu }", ["CNN0002 the parameter `x` has no type"]],
  ["model m { conv(8,) }", ["CNN0002 expected an expression after `,`, found `)`"]],
  ["model m { conv(in) }", ["CNN0002 `in` is a tensor, not a number"]],
  ["}", ["CNN0002 expected `import`, `const`, `block` or `model`, found `}`"]],
])("%s", (text, expected) => {
  expect(messages(text)).toEqual(expected);
});

test("what stands around an error is kept", () => {
  const { file } = parseFile(
    "block a() { relu -> }\nblock b( { relu }\nmodel c {\n  relu\n  = 3\n  tanh\n}",
    "t.cnn",
  );
  expect(file.definitions.map(({ name }) => name.text)).toEqual(["a", "b", "c"]);
  expect(file.definitions[2]?.body.statements).toHaveLength(2);
});

test("a parenthesis left open ends at the next statement that cannot be inside it", () => {
  const { file } = parseFile("model m {\n  conv(8, 3x3\n  output y = relu\n}\nmodel n { relu }", "t.cnn");
  expect(file.definitions.map(({ name }) => name.text)).toEqual(["m", "n"]);
});

test("nesting and length have limits", () => {
  const nested = `model m { relu(${"(".repeat(5000)}1${")".repeat(5000)}) }`;
  expect(messages(nested)).toEqual(["CNN0002 brackets are nested more than 200 deep"]);
  expect(messages(`model m { relu(${"1 + ".repeat(5000)}1) }`)).toEqual([
    "CNN0002 an expression has at most 500 terms, this one has 10001",
  ]);
  expect(messages(`model m { relu(${"-".repeat(5000)}1) }`)).toHaveLength(1);
  expect(messages("@ ".repeat(100_000))).toHaveLength(50);
});

test("an error inside deep brackets is the only one that is told", () => {
  for (const inside of ["1 +* 2 3", "+ , ,", "1 ] )"]) {
    for (const [open, close] of [
      ["f(", ")"],
      ["x[", "]"],
      ["(if (", ") then 1 else 2)"],
    ] as const) {
      const depth = Math.floor(200 / open.replaceAll(/[^([]/g, "").length) - 1;
      const text = `model m {\n  x -> relu(${open.repeat(depth)}${inside}${close.repeat(depth)})\n}`;
      expect(messages(text).length).toBeGreaterThan(0);
    }
  }
  expect(messages(`model m { ${"repeat n ".repeat(200)} relu }`)).toHaveLength(1);
  expect(messages(`model m { relu(${"((((]]]]".repeat(100)}`).length).toBeGreaterThan(0);
  expect(messages(`model m { ${"residual {".repeat(190)} relu relu relu( 3 3`)).toEqual([
    "CNN0002 expected a new line or `}`, found `relu`",
  ]);
});

test("as deep as the limit allows", () => {
  const body = `${"residual {".repeat(199)}relu${"}".repeat(199)}`;
  expect(messages(`model m { ${body} }`)).toEqual([]);
});
