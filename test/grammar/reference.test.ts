import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { OperatorDefinition, Parameter } from "../../src/ops/definition.js";
import { operators } from "../../src/ops/index.js";
import { compile } from "../elaborate/compile.js";

const reference = readFileSync(new URL("../../grammar/cnn.md", import.meta.url), "utf8");
const examples = [...reference.matchAll(/```cnn\n(.*?)```/gs)].map(([, text = ""]) => text);

test.each(examples.map((text) => [/model (\w+)/.exec(text)?.[1] ?? "", text]))(
  "the example %s compiles without findings",
  (_, text) => {
    expect(compile(text).rendered).toBe("");
  },
);

function signature({ name, syntax }: OperatorDefinition): string {
  const parameters = syntax.kind === "call" ? syntax.parameters : [];
  return `\`${name}${parameters.length === 0 ? "" : `(${parameters.map(written).join(", ")})`}\``;
}

function written(parameter: Parameter): string {
  if (parameter.like !== undefined) return `${parameter.name}: ${parameter.like}`;
  return parameter.default === undefined
    ? parameter.name
    : `${parameter.name}: ${JSON.stringify(parameter.default).replaceAll('"', "")}`;
}

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
