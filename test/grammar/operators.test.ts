import prettier from "prettier";
import { expect, test } from "vitest";
import { compile } from "../elaborate/compile.js";
import { exampleOf, pageOf, pages } from "./operator-pages.js";

const heading = `# Operators

Every operator of the [language](cnn.md), from its definition: how it is called, with types, ranges and defaults; its rule
of shapes, which never writes the batch; its weights and first values; what it counts; its gradient, and its name in ONNX.
A kernel is \`3\`, \`3x3\` or \`(3, 3)\`. Padding is \`none\`, \`same\` (the odd pixel goes to the end), an int,
\`(vertical, horizontal)\` or \`(top, left, bottom, right)\`.
`;

const examples = pages.flatMap(({ name, syntax }) =>
  "page" in syntax ? [[name, exampleOf(syntax.page)] as const] : [],
);

test.each(examples)("the example of %s compiles without findings", (_, text) => {
  expect(compile(text).rendered).toBe("");
});

test("operators.md is what the definitions say", async () => {
  const text = [heading, ...pages.map(pageOf)].join("\n\n");
  const options = (await prettier.resolveConfig(import.meta.dirname)) ?? {};
  const formatted = await prettier.format(text, { ...options, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../grammar/operators.md");
});
