import type { Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "./ast.js";

/**
 * The tree as indented text, for `--emit ast`: a node a line, its kind and scalar fields first, its offsets last, and
 * its children below; numbers by their values. A field that is absent, or a default (`false`, an empty text), is left out.
 */
export function printAst(file: Ast.File): string {
  const lines: string[] = [];
  print(file, "", 0, lines);
  return `${lines.join("\n")}\n`;
}

function print(node: object, label: string, depth: number, lines: string[]): void {
  const fields = Object.entries(node).filter(([key]) => !["kind", "span", "literal"].includes(key));
  const scalars = fields.map(([key, value]) => scalar(key, value)).filter((text) => text !== "");
  const kind = "kind" in node && typeof node.kind === "string" ? [node.kind] : [];
  const span = "span" in node ? [offsets(node.span as Span)] : [];
  const prefix = label === "" ? "" : `${label}:`;
  const line = [prefix, ...kind, ...scalars, ...span].filter((text) => text !== "").join(" ");
  lines.push("  ".repeat(depth) + line);
  for (const [key, value] of fields) {
    for (const child of children(value)) print(child, key, depth + 1, lines);
  }
}

function scalar(key: string, value: unknown): string {
  if (isName(value)) return key === "name" ? value.text : `${key}=${value.text}`;
  if (typeof value === "number") return `${key}=${value}`;
  if (typeof value === "string" && value !== "") return `${key}=${JSON.stringify(value)}`;
  if (value === true) return key;
  if (!Array.isArray(value) || value.length === 0) return "";
  const items: readonly unknown[] = value;
  if (items.every(isName)) return `${key}=${items.map(({ text }) => text).join("|")}`;
  if (items.every((item) => typeof item === "number")) return `${key}=${items.join("x")}`;
  return "";
}

function children(value: unknown): object[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is object => typeof item === "object" && item !== null && !isName(item));
}

function isName(value: unknown): value is Ast.Name {
  return typeof value === "object" && value !== null && "text" in value;
}

function offsets({ start, end }: Span): string {
  return `@${start}-${end}`;
}
