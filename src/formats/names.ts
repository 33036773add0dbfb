import { error, type Diagnostic } from "../diagnostics/diagnostic.js";

/** The names in another framework's weight file of the weights at `paths`. */
export type NameMapping = (paths: Iterable<string>) => MappedNames;

export interface MappedNames {
  /** By path. */
  readonly names: ReadonlyMap<string, string>;
  /** Left sides of the rules that gave no path its name. */
  readonly unusedRules: readonly string[];
}

interface Rule {
  readonly from: string;
  readonly pattern: RegExp;
  readonly template: readonly Part[];
}

/** A part of the name in the file: text, or what a placeholder matched, which may be a number to compute with. */
type Part = string | { readonly name: string; readonly compute?: ((index: bigint) => bigint) | undefined };

/**
 * Reads a mapping:
 *
 * ```json
 * { "rules": { "stage{s}.{i}.norm{k}.{rest*}": "layer{s}.{i+1}.bn{k}.{rest*}", "head.bias": "fc.bias" } }
 * ```
 *
 * The left side is matched against a weight's whole path. `{x}` matches one or more characters without a dot, `{x*}`
 * any text; the right side says where they go. There `{x+1}`, `{x-1}`, `{2*x}` and `{2*x+1}` compute a number, and `x`
 * then matches digits only. Rules are tried from the top, the first that matches wins, and a path that none matches
 * keeps its name.
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
  return diagnostics.length > 0 ? diagnostics : (paths) => mapNames(parsed, paths);
}

function mapNames(rules: readonly Rule[], paths: Iterable<string>): MappedNames {
  const names = new Map<string, string>();
  const unused = new Set(rules);
  for (const path of paths) {
    const rule = rules.find(({ pattern }) => pattern.test(path));
    names.set(path, rule === undefined ? path : rename(rule, path));
    if (rule !== undefined) unused.delete(rule);
  }
  return { names, unusedRules: [...unused].map(({ from }) => from) };
}

function rename({ pattern, template }: Rule, path: string): string {
  const captures = pattern.exec(path)?.groups ?? {};
  return template
    .map((part) => {
      if (typeof part === "string") return part;
      const text = captures[part.name] ?? "";
      return part.compute === undefined ? text : String(part.compute(BigInt(text)));
    })
    .join("");
}

/** The rule, or what is wrong with it. */
function parseRule(from: string, to: string): Rule | string {
  const left = parseSide(from, parseMatched);
  if (left === undefined) return `placeholders are written {name} or {name*}, unlike in "${from}"`;
  const template = parseSide(to, parseUsed);
  if (template === undefined) {
    return `placeholders are written {name}, {name*} or {2*name+1}, unlike in "${to}"`;
  }

  const matched = left.filter((part) => typeof part === "object");
  const repeated = matched.find(({ name }, index) => matched.findIndex((one) => one.name === name) !== index);
  if (repeated !== undefined) return `"${from}" has {${repeated.name}} twice`;
  if (from.includes("}{")) {
    return `"${from}" has nothing between two placeholders, so where one ends is not known`;
  }
  const used = template.filter((part) => typeof part === "object");
  const unknown = used.find((part) => matched.every(({ name }) => name !== part.name));
  if (unknown !== undefined) return `"${to}" uses {${unknown.name}}, which "${from}" does not have`;

  const numbers = new Set(used.flatMap(({ name, compute }) => (compute === undefined ? [] : [name])));
  const source = left.map((part) => {
    if (typeof part === "string") return part.replace(/[\\^$.*+?()[\]|]/g, "\\$&");
    const text = part.any ? ".*" : "[^.]+";
    return `(?<${part.name}>${numbers.has(part.name) ? "\\d+" : text})`;
  });
  return { from, pattern: new RegExp(`^${source.join("")}$`, "s"), template };
}

/** Text and placeholders in turn, text first; nothing if a brace is out of place or a placeholder malformed. */
function parseSide<T extends object>(
  side: string,
  parsePlaceholder: (text: string) => T | undefined,
): readonly (string | T)[] | undefined {
  const parts = side
    .split(/(\{[^{}]*\})/)
    .map((text, index) => (index % 2 === 1 ? parsePlaceholder(text) : /[{}]/.test(text) ? undefined : text));
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known : undefined;
}

function parseMatched(placeholder: string): { readonly name: string; readonly any: boolean } | undefined {
  const [, name, star] = /^\{([A-Za-z]\w*)(\*?)\}$/.exec(placeholder) ?? [];
  return name === undefined ? undefined : { name, any: star === "*" };
}

function parseUsed(placeholder: string): Exclude<Part, string> | undefined {
  const [, text] = /^\{([A-Za-z]\w*)\*?\}$/.exec(placeholder) ?? [];
  if (text !== undefined) return { name: text };
  const [, factor = 1, name, offset = 0] =
    /^\{(?:(\d+)\*)?([A-Za-z]\w*)([+-]\d+)?\}$/.exec(placeholder) ?? [];
  if (name === undefined) return undefined;
  return { name, compute: (index) => BigInt(factor) * index + BigInt(offset) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
