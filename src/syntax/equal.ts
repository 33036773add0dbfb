import type * as Ast from "./ast.js";

/** Whether two files say the same: their trees are equal but for places and for how numbers are written. */
export function saySame(a: Ast.File, b: Ast.File): boolean {
  return JSON.stringify(a, withoutPlaces) === JSON.stringify(b, withoutPlaces);
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === "span" || key === "literal" ? undefined : value;
}
