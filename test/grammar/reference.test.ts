import type { CstNode, IToken, TokenType } from "chevrotain";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "../../grammar/parse.js";
import { CnnParser } from "../../grammar/parser.js";
import {
  BinaryOperator,
  DocComment,
  Joiner,
  MalformedNumber,
  tokens,
  UnclosedString,
} from "../../grammar/tokens.js";
import { functionNames } from "../../src/elaborate/functions.js";
import { operators } from "../../src/ops/index.js";
import { compile } from "../elaborate/compile.js";
import { signature } from "./operator-pages.js";

const reference = readFileSync(new URL("../../grammar/cnn.md", import.meta.url), "utf8");
const fences = [...reference.matchAll(/```cnn(?: file=(\S+))?\n(.*?)```/gs)].map(([, file, text = ""]) => ({
  file,
  text,
}));
/** Examples that others import, and files of labels that they name. */
const files = Object.fromEntries([
  ...fences.flatMap(({ file, text }) => (file ? [[file, text] as const] : [])),
  ...[...reference.matchAll(/```text file=(\S+)\n(.*?)```/gs)].map(
    ([, file = "", text = ""]) => [file, text] as const,
  ),
]);
const examples = fences.flatMap(({ file, text }) => (file ? [] : [text]));

test.each(examples.map((text) => [/model (\w+)/.exec(text)?.[1] ?? "", text]))(
  "the example %s compiles without findings",
  (_, text) => {
    expect(compile({ "main.cnn": text, ...files }).rendered).toBe("");
  },
);

test("every construct of the grammar stands in an example", () => {
  const rules = new Set<string>();
  const seen = new Set<TokenType>();
  const visit = ({ name, children }: Pick<CstNode, "name"> & { readonly children: object }): void => {
    rules.add(name);
    for (const part of Object.values<(CstNode | IToken)[]>({ ...children }).flat()) {
      if ("children" in part) visit(part);
      else seen.add(part.tokenType);
    }
  };
  const parsed = fences.map(({ text }) => parse(text, "example.cnn"));
  parsed.forEach(({ cst }) => {
    visit(cst);
  });
  const productions = Object.keys(new CnnParser({ skipValidations: true }).getGAstProductions());
  expect(productions.filter((rule) => !rules.has(rule))).toEqual([]);
  // What the parser does not see, what only stands for others, and what is an error.
  const apart = ["Whitespace", "Newline", "Comment", "DocComment"];
  const others = [BinaryOperator, Joiner, MalformedNumber, UnclosedString];
  const words = tokens.filter((token) => !apart.includes(token.name) && !others.includes(token));
  expect(words.filter((token) => !seen.has(token)).map(({ LABEL, name }) => LABEL ?? name)).toEqual([]);
  expect(parsed.some(({ comments }) => comments.some(({ tokenType }) => tokenType === DocComment))).toBe(
    true,
  );
});

test("every function stands in an example", () => {
  const texts = fences.map(({ text }) => text).join("\n");
  expect(functionNames.filter((name) => !texts.includes(`${name}(`))).toEqual([]);
});

test("every operator that can be written is listed with its parameters and defaults", () => {
  const rows = [...operators.values()]
    .filter(({ syntax }) => syntax.kind === "call")
    .map((definition) => `- ${signature(definition)}: ${definition.doc.summary}`);
  const listed = reference
    .slice(reference.indexOf("## Operators"))
    .split("\n")
    .filter((line) => line.startsWith("- `"));
  expect(listed).toEqual(rows);
});
