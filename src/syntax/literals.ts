import type * as Ast from "./ast.js";

const decimal: Readonly<Record<string, number>> = { K: 3, M: 6, G: 9, T: 12 };
const binary: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export interface NumberValue {
  readonly value: number;
  /** Written without a point and an exponent, or a whole number with a suffix. */
  readonly integer: boolean;
}

/** `undefined` for what is no number, or one too large: integers end at 2^53 - 1, floats at the largest double. */
export function readNumber(text: string): NumberValue | undefined {
  const match = /^([\d_]+(?:\.[\d_]+)?)(?:[eE]([+-]?\d+))?([KMG]iB|[KMGT])?$/.exec(text);
  if (!match) return undefined;
  const [, mantissa = "", exponent = "0", suffix = ""] = match;
  const power = Number(exponent) + (decimal[suffix] ?? 0);
  const value = Number(`${mantissa.replaceAll("_", "")}e${power}`) * (binary[suffix] ?? 1);
  const integer = suffix === "" ? /^[\d_]+$/.test(text) : Number.isInteger(value);
  const fits = integer ? Number.isSafeInteger(value) : Number.isFinite(value);
  return fits ? { value, integer } : undefined;
}

/** `undefined` for an extent that is zero or beyond 2^53 - 1. */
export function readKernel(text: string): readonly number[] | undefined {
  const extents = text.split("x").map(Number);
  return extents.every((extent) => Number.isSafeInteger(extent) && extent > 0) ? extents : undefined;
}

/** The parts of a quoted message: text, and what stands in braces, a name or the field of one. */
export function messageParts({ text, span }: Ast.Name): readonly (string | Ast.Expression)[] {
  const parts: (string | Ast.Expression)[] = [];
  let end = 0;
  const place = (start: number, name: string): Ast.Name => ({
    text: name,
    span: { ...span, start: span.start + start, end: span.start + start + name.length },
  });
  for (const match of text.matchAll(/\{([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\}/g)) {
    const [whole, head = "", fieldName] = match;
    const name = place(match.index + 1, head);
    const inside = { ...name.span, end: span.start + match.index + whole.length - 1 };
    parts.push(text.slice(end, match.index));
    if (fieldName === undefined) parts.push({ kind: "reference", name, span: inside });
    else {
      const field = place(match.index + 2 + head.length, fieldName);
      parts.push({ kind: "field", of: name, field, span: inside });
    }
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)].map((part) =>
    typeof part === "string" ? part.replaceAll('"', "") : part,
  );
}
