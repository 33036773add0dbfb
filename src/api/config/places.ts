import { parse, type ValueNode } from "@humanwhocodes/momoa";
import { error, type Code, type Diagnostic, type Span } from "../../diagnostics/diagnostic.js";

/** Keys and indices from the root to a value. */
export type Path = readonly (string | number)[];

/** A value, and where its parts stand in the file it comes from. */
export interface Placed {
  readonly value: unknown;
  /** The place of a part, or of the key that it has. */
  readonly place: (path: Path, part?: "key") => Span;
}

/** A value that was computed: all of it stands at the start of its file. */
export function unplaced(value: unknown, file: string): Placed {
  return { value, place: () => ({ file, start: 0, end: 0 }) };
}

/** JSON with places, or what is wrong with it. */
export function readJson(text: string, file: string, code: Code = "CNN0701"): Placed | Diagnostic {
  const json = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  let root: ValueNode;
  let value: unknown;
  try {
    root = parse(json, { mode: "json", ranges: true }).body;
    value = JSON.parse(json);
  } catch (failure) {
    return malformed(failure, json, file, code);
  }
  const span = ({ loc }: ValueNode): Span => ({ file, start: loc.start.offset, end: loc.end.offset });
  const place = (path: Path, part?: "key"): Span => {
    let node = root;
    let key = node;
    for (const step of path) {
      const next = child(node, step);
      if (next === undefined) break;
      [node, key] = [next.value, next.key];
    }
    return span(part === "key" ? key : node);
  };
  return { value, place };
}

/** A member of an object, of several with one key the last, as `JSON.parse` takes it; or an element of an array. */
function child(
  node: ValueNode,
  step: string | number,
): { readonly key: ValueNode; readonly value: ValueNode } | undefined {
  if (node.type === "Array") {
    const element = node.elements[Number(step)];
    return element && { key: element.value, value: element.value };
  }
  if (node.type !== "Object") return undefined;
  const member = node.members.findLast(({ name }) => name.type === "String" && name.value === step);
  return member?.name.type === "String" ? { key: member.name, value: member.value } : undefined;
}

/** Marks of JSON by the names that the parser has for them. */
const marks: Readonly<Record<string, string>> = {
  LBrace: "{",
  RBrace: "}",
  LBracket: "[",
  RBracket: "]",
  Colon: ":",
  Comma: ",",
};

/** The parser says what it met and where: `Unexpected token Comma found. (3:14)`. */
function malformed(failure: unknown, text: string, file: string, code: Code): Diagnostic {
  const message = failure instanceof Error ? failure.message : String(failure);
  const offset = failure instanceof Error && "offset" in failure ? Number(failure.offset) : text.length;
  const start = Math.min(Number.isSafeInteger(offset) ? offset : text.length, text.length);
  const span = { file, start, end: Math.min(start + 1, text.length) };
  const [, met = ""] = /^Unexpected (?:token|character|identifier) '?(.+?)'? found/.exec(message) ?? [];
  const reason = met === "" ? "it ends too early" : `unexpected \`${marks[met] ?? met}\``;
  return error(code, `this is not JSON: ${reason}`, [{ span, text: "" }]);
}
