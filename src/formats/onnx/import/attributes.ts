import type { Attributes, AttributeValue } from "../../../ir/graph.js";
import type { OperatorDefinition, Parameter } from "../../../ops/definition.js";
import { malformed } from "./refusal.js";

/** Refuses attributes outside the ranges that the language has for them. Shape rules rely on these. */
export function checkAttributes({ name, syntax }: OperatorDefinition, attributes: Attributes): void {
  if (syntax.kind !== "call") return;
  for (const { name: parameter, type } of syntax.parameters) {
    const value = attributes[type.kind === "padding" && parameter === "pad" ? "padding" : parameter];
    if (value !== undefined && !isIn(type, value)) {
      const given = typeof value === "object" ? `(${value.join(", ")})` : String(value);
      malformed(`${given} is no ${parameter} of ${name}`);
    }
  }
}

function isIn(type: Parameter["type"], value: AttributeValue): boolean {
  switch (type.kind) {
    case "int":
      return isInteger(value, type.min);
    case "float":
      return typeof value === "number" && value >= type.min && value <= type.max;
    case "bool":
      return typeof value === "boolean";
    case "word":
      // Lists that a word stands for are the shape rule's to judge.
      return typeof value !== "string" || type.words.includes(value);
    case "extents":
      return [value].flat().every((extent) => isInteger(extent, 1));
    case "padding":
      return [value].flat().every((width) => isInteger(width, 0));
    case "axis":
    case "order":
    case "shape":
    case "tensor":
      // The shape rule judges them.
      return true;
  }
}

/** Below 2^31, so that sums and products of a few are exact. */
function isInteger(value: unknown, min: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value < 2 ** 31;
}
