import { visible, visibleJson } from "../diagnostics/visible.js";

/** What is emitted: TypeScript, or the JavaScript it is without its types. */
export type Format = "ts" | "js";

/** Prints the type syntax of TypeScript, or nothing. */
export interface Language {
  readonly format: Format;
  /** `name: type` in TypeScript, `name` in JavaScript. */
  typed(name: string, type: string): string;
  /** `): type` after a parameter list. */
  returns(type: string): string;
  /** An element of a typed array, which some projects' settings type as possibly undefined. */
  element(array: string, index: string): string;
}

export function languageOf(format: Format): Language {
  const ts = format === "ts";
  return {
    format,
    typed: (name, type) => (ts ? `${name}: ${type}` : name),
    returns: (type) => (ts ? `: ${type}` : ""),
    element: (array, index) => (ts ? `(${array}[${index}] as number)` : `${array}[${index}]`),
  };
}

/** Lines as the body of a comment that nothing in them can end, nor hide in. */
export function docComment(lines: readonly string[]): string {
  const safe = lines.map((line) => inComment(line).replaceAll("*/", "*\\/").trimEnd());
  if (safe.length === 1) return `/** ${safe[0] ?? ""} */`;
  return ["/**", ...safe.map((line) => (line === "" ? " *" : ` * ${line}`)), " */"].join("\n");
}

/**
 * Text as a literal in double quotes: what is not seen, or turns what is, stands as an escape, and so does what ends a
 * script inside HTML.
 */
export function stringLiteral(text: string): string {
  return visibleJson(text).replace(/<(?=[!/])/g, "\\u003c");
}

/** A number as a literal that can stand behind any operator. */
export function numberLiteral(value: number): string {
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}

/** Each line as a comment that nothing in it can end, nor hide in. */
export function lineComments(lines: readonly string[]): string[] {
  return lines.map((line) => `// ${inComment(line)}`);
}

/** Text of one line in which all is seen, and that does not end a script inside HTML. */
function inComment(line: string): string {
  return visible(line).replace(/<(?=[!/])/g, "<\\");
}

/** `at.name`, or `at["3.name"]` where the name is not an identifier. */
export function member(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${stringLiteral(name)}]`;
}

/** A property name of an object literal or a type; `__proto__` in brackets, where it is a name like any other. */
export function property(name: string): string {
  if (name === "__proto__") return `["__proto__"]`;
  return isIdentifier(name) ? name : stringLiteral(name);
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}
