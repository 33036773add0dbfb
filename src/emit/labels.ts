import type { Program } from "../program/program.js";
import { docComment, property, stringLiteral, type Language } from "./language.js";

const doc = docComment(["What the features or channels of an output stand for, in their order."]);

/** The constant `labels`, by output, where any has labels. */
export function labelLines(program: Program, language: Language): string[] {
  const labelled = labelledOutputs(program);
  if (labelled.length === 0) return [];
  return [
    doc,
    `export const ${language.typed("labels", typeOf(program))} = {`,
    ...labelled.map(({ name, labels }) => `${property(name)}: [${labels.map(stringLiteral).join(", ")}],`),
    "};",
    "",
  ];
}

/** Its type, for a `.d.ts`. */
export function labelDeclaration(program: Program): string[] {
  return labelledOutputs(program).length === 0
    ? []
    : [doc, `export declare const labels: ${typeOf(program)};`, ""];
}

function typeOf(program: Program): string {
  const fields = labelledOutputs(program).map(({ name }) => `readonly ${property(name)}: readonly string[];`);
  return `{ ${fields.join(" ")} }`;
}

function labelledOutputs({ outputs }: Program) {
  return outputs.flatMap(({ name, labels }) => (labels === undefined ? [] : [{ name, labels }]));
}
