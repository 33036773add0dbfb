import { error, type Diagnostic } from "../diagnostics/diagnostic.js";

/** The name in another framework's weight file of the weight at `path`. */
export type NameMapping = (path: string) => string;

interface Rule {
  readonly pattern: RegExp;
  /** The name in the file: text and captures in turn, text first. */
  readonly template: readonly string[];
}

/**
 * Reads a mapping:
 *
 * ```json
 * { "rules": { "stage{s}.{i}.norm{k}.{rest*}": "layer{s}.{i}.bn{k}.{rest*}", "head.bias": "fc.bias" } }
 * ```
 *
 * The left side is matched against a weight's whole path. `{x}` matches one or more characters without a dot, `{x*}`
 * any text; the right side says where they go. Rules are tried from the top, the first that matches wins, and a path
 * that none matches keeps its name.
 */
export function parseNameMapping(text: string, file: string): NameMapping | readonly Diagnostic[] {
  const problem = (message: string, at?: string): Diagnostic => {
    const quoted = at === undefined ? "" : JSON.stringify(at);
    const start = Math.max(0, text.indexOf(quoted));
    const span = { file, start, end: start + quoted.length };
    return error("CNN0504", message, [{ span, text: "here" }]);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [problem("a name mapping is JSON, and this is not")];
  }
  const rules = isRecord(value) && Object.keys(value).length === 1 ? value.rules : undefined;
  if (!isRecord(rules)) {
    return [problem('a name mapping is { "rules": { "<path in the model>": "<name in the file>", … } }')];
  }
  const parsed: Rule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [from, to] of Object.entries(rules)) {
    const rule = typeof to === "string" ? parseRule(from, to) : "the name in the file must be a string";
    if (typeof rule === "string") diagnostics.push(problem(rule, from));
    else parsed.push(rule);
  }
  return diagnostics.length > 0 ? diagnostics : (path) => rename(parsed, path);
}

function rename(rules: readonly Rule[], path: string): string {
  for (const { pattern, template } of rules) {
    const captures = pattern.exec(path)?.groups;
    if (captures === undefined) continue;
    return template.map((part, index) => (index % 2 === 0 ? part : (captures[part] ?? ""))).join("");
  }
  return path;
}

/** The rule, or what is wrong with it. */
function parseRule(from: string, to: string): Rule | string {
  const left = splitPlaceholders(from);
  const right = splitPlaceholders(to);
  for (const [side, parts] of [
    [from, left],
    [to, right],
  ] as const) {
    if (parts.some((part, index) => index % 2 === 0 && /[{}]/.test(part))) {
      return `placeholders are written {name} or {name*}, unlike in "${side}"`;
    }
  }
  const names = left.filter((_, index) => index % 2 === 1).map(placeholderName);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return `"${from}" has {${repeated}} twice`;
  if (left.some((part, index) => part === "" && index % 2 === 0 && index > 0 && index < left.length - 1)) {
    return `"${from}" has nothing between two placeholders, so where one ends is not known`;
  }
  const template = right.map((part, index) => (index % 2 === 0 ? part : placeholderName(part)));
  const unknown = template.find((part, index) => index % 2 === 1 && !names.includes(part));
  if (unknown !== undefined) return `"${to}" uses {${unknown}}, which "${from}" does not have`;

  const source = left.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]|]/g, "\\$&");
    return `(?<${placeholderName(part)}>${part.endsWith("*") ? ".*" : "[^.]+"})`;
  });
  // An empty named group makes `groups` defined for every match.
  return { pattern: new RegExp(`^${source.join("")}(?<_>)$`, "s"), template };
}

/** Text and placeholders (without their braces) in turn, text first. */
function splitPlaceholders(pattern: string): string[] {
  return pattern.split(/\{([A-Za-z]\w*\*?)\}/);
}

function placeholderName(placeholder: string): string {
  return placeholder.replace("*", "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
