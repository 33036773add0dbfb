import type { Argument, ParameterType } from "../ops/definition.js";

/** What an expression of the language stands for; all of them are known at compile time. */
export type Value =
  | NumberValue
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "kernel"; readonly extents: readonly number[] }
  /** One of the words that its type allows. */
  | { readonly kind: "word"; readonly word: string; readonly words: readonly string[] }
  | { readonly kind: "tuple"; readonly items: readonly Value[] };

export type NumberValue =
  { readonly kind: "int"; readonly value: number } | { readonly kind: "float"; readonly value: number };

const paddingWords: readonly string[] = ["none", "same"];

/** Why a value does not suit a type: another type, or the right one out of range. */
export interface Unsuitable {
  readonly code: "CNN0204" | "CNN0205";
  readonly expected: string;
}

export function isNumber(value: Value | undefined): value is NumberValue {
  return value?.kind === "int" || value?.kind === "float";
}

export function showValue(value: Value): string {
  switch (value.kind) {
    case "int":
    case "float":
    case "bool":
      return String(value.value);
    case "kernel":
      return value.extents.join("x");
    case "word":
      return value.word;
    case "tuple":
      return `(${value.items.map(showValue).join(", ")})`;
  }
}

/** What the operators' definitions take. */
export function toArgument(value: Value): Argument {
  switch (value.kind) {
    case "int":
    case "float":
    case "bool":
      return value.value;
    case "kernel":
      return value.extents;
    case "word":
      return value.word;
    case "tuple":
      return value.items.map((item) => Number(toArgument(item)));
  }
}

/** The words that may stand bare where the type is expected. */
export function wordsOf(type: ParameterType): readonly string[] {
  if (type.kind === "word") return type.words;
  return type.kind === "padding" ? paddingWords : [];
}

/** The value as one of the type, or what the type wants instead. */
export function convert(value: Value, type: ParameterType): Value | Unsuitable {
  switch (type.kind) {
    case "int": {
      const expected = type.min > Number.MIN_SAFE_INTEGER ? `an int of at least ${type.min}` : "an int";
      if (value.kind !== "int") return { code: "CNN0204", expected };
      return value.value >= type.min ? value : { code: "CNN0205", expected };
    }
    case "float": {
      const bounded = Number.isFinite(type.min) || Number.isFinite(type.max);
      const expected = bounded ? `a number from ${type.min} to ${type.max}` : "a number";
      if (!isNumber(value)) return { code: "CNN0204", expected };
      const inside = value.value >= type.min && value.value <= type.max;
      return inside ? { kind: "float", value: value.value } : { code: "CNN0205", expected };
    }
    case "bool":
      return value.kind === "bool" ? value : { code: "CNN0204", expected: "true or false" };
    case "word": {
      const expected = `one of ${type.words.map((word) => `\`${word}\``).join(", ")}`;
      const suits = value.kind === "word" && type.words.includes(value.word);
      return suits ? { ...value, words: type.words } : { code: "CNN0204", expected };
    }
    case "extents":
      return toExtents(value);
    case "padding":
      return toPadding(value);
  }
}

function toExtents(value: Value): Value | Unsuitable {
  const expected = "a positive extent for each axis, as in 3 or 3x3";
  if (value.kind === "kernel") return value;
  const items: readonly Value[] = value.kind === "tuple" ? value.items : [value];
  if (items.length === 0 || !items.every((item) => item.kind === "int")) return { code: "CNN0204", expected };
  return items.every((item) => item.value > 0) ? value : { code: "CNN0205", expected };
}

function toPadding(value: Value): Value | Unsuitable {
  const expected =
    "`none`, `same`, an int, (vertical, horizontal) or (top, left, bottom, right), none of them negative";
  if (value.kind === "word") {
    return paddingWords.includes(value.word) ? value : { code: "CNN0204", expected };
  }
  const items: readonly Value[] = value.kind === "tuple" ? value.items : [value];
  const suits = items.every((item) => item.kind === "int") && [1, 2, 4].includes(items.length);
  if (!suits) return { code: "CNN0204", expected };
  return items.every((item) => item.value >= 0) ? value : { code: "CNN0205", expected };
}
