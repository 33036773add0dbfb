import { expect, test } from "vitest";
import { importedPath } from "../../src/elaborate/modules.js";
import { compile } from "./compile.js";

const model = 'import { a } from "./a.cnn"\nmodel m { input x: [4]\n  output y = a }';

test.each([
  ["main.cnn", "./a.cnn", "a.cnn"],
  ["x/main.cnn", "../a.cnn", "a.cnn"],
  ["x/y/main.cnn", "./../z/./a.cnn", "x/z/a.cnn"],
  ["main.cnn", "../../a.cnn", "../../a.cnn"],
  ["../main.cnn", "../a.cnn", "../../a.cnn"],
  ["/abs/main.cnn", "./a.cnn", "/abs/a.cnn"],
  ["C:\\nets\\main.cnn", "./a.cnn", "C:/nets/a.cnn"],
  ["main.cnn", "a.cnn", undefined],
  ["main.cnn", "/etc/a.cnn", undefined],
  ["main.cnn", "./a.txt", undefined],
  ["main.cnn", "./a\\b.cnn", undefined],
])("%s imports %s: %s", (importer, from, expected) => {
  expect(importedPath(importer, from)).toBe(expected);
});

test("a file that is missing, and an import that is no path", () => {
  const { rendered } = compile({ "main.cnn": `${model}\nimport { b } from "b"` });
  expect(rendered).toMatchInlineSnapshot(`
    "error[CNN0004]: a.cnn cannot be read: no such file
     --> main.cnn:1:19
      |
    1 | import { a } from "./a.cnn"
      |                   ^^^^^^^^^

    error[CNN0004]: "b" is not the path of a module
     --> main.cnn:4:19
      |
    4 | import { b } from "b"
      |                   ^^^
      |
      = help: write a path relative to this file, as in "./blocks.cnn", or "std" for the standard library
    "
  `);
});

test("an import cycle", () => {
  const { rendered } = compile({
    "main.cnn": model,
    "a.cnn": 'import { b } from "./b.cnn"\nexport block a() { b }',
    "b.cnn": 'import { a } from "./a.cnn"\nexport block b() { a }',
  });
  expect(rendered).toMatchInlineSnapshot(`
    "error[CNN0103]: modules import each other: a.cnn -> b.cnn -> a.cnn
     --> b.cnn:1:19
      |
    1 | import { a } from "./a.cnn"
      |                   ^^^^^^^^^ closes the cycle
     ::: a.cnn:1:19
      |
    1 | import { b } from "./b.cnn"
      |                   --------- on the way
      |
      = help: move what both need into a file of its own

    error[CNN0104]: the block \`a\` contains itself: a -> b -> a
     --> b.cnn:2:20
      |
    2 | export block b() { a }
      |                    ^ closes the cycle
     ::: a.cnn:2:20
      |
    2 | export block a() { b }
      |                    - on the way
      |
      = help: a block is written out where it is called, so it cannot contain itself; use \`repeat\`
    "
  `);
});

test("names that are not there or not exported", () => {
  const { rendered } = compile({
    "main.cnn": 'import { stage, hidden, head } from "./a.cnn"\nmodel m { input x: [4]\n  output y = stage }',
    "a.cnn": "export block stages() { relu }\nblock hidden() { relu }\nexport block head() { rel }",
  });
  expect(rendered).toMatchInlineSnapshot(`
    "error[CNN0101]: a.cnn has no \`stage\`
     --> main.cnn:1:10
      |
    1 | import { stage, hidden, head } from "./a.cnn"
      |          ^^^^^
      |
      = help: did you mean \`stages\`?

    error[CNN0105]: \`hidden\` is not exported by a.cnn
     --> main.cnn:1:17
      |
    1 | import { stage, hidden, head } from "./a.cnn"
      |                 ^^^^^^ imported here
     ::: a.cnn:2:7
      |
    2 | block hidden() { relu }
      |       ------ write \`export\` before this block

    error[CNN0101]: there is no layer, block or value \`rel\`
     --> a.cnn:3:23
      |
    3 | export block head() { rel }
      |                       ^^^
      |
      = help: did you mean \`relu\`?
    "
  `);
});

test("an error inside an imported block shows both files", () => {
  const { rendered } = compile({
    "main.cnn": 'import { a } from "./a.cnn"\nmodel m { input x: [1, 4, 4]\n  output y = a(9x9) }',
    "a.cnn": "export block a(size: kernel) {\n  maxpool(size)\n}",
  });
  expect(rendered).toMatchInlineSnapshot(`
    "error[CNN0302]: maxpool1: the 9x9 window of maxpool is larger than its input [1, 4, 4]: vertically it has floor((4 + 0 - 9) / 9) + 1 = 0 positions
     --> a.cnn:2:11
      |
    2 |   maxpool(size)
      |           ^^^^
     ::: main.cnn:2:11
      |
    2 | model m { input x: [1, 4, 4]
      |           ------------------ gives [1, 4, 4]
    3 |   output y = a(9x9) }
      |              ------ in this call, a1
      |
      = help: positions are (input + padding - dilated kernel) / stride, rounded, + 1; take a smaller kernel or more padding
    "
  `);
});

test("a file that is too long is refused before it is parsed", () => {
  const { diagnostics } = compile(`${model}\n${"// long\n".repeat(2 ** 15)}`);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "CNN0307 main.cnn has 262212 characters, more than 2^18",
  ]);
});
