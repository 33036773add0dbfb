import type { ParameterType } from "../ops/definition.js";
import { collection, isCollection, isNumber, showValue, type Value } from "./values.js";

/** What a parameter or constant may be: what operators take, and what only blocks do. */
export type Type =
  | ParameterType
  | { readonly kind: "list"; readonly item: Type }
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | { readonly kind: "layer" }
  | { readonly kind: "tensor"; readonly dtype?: undefined }
  /** A number of equal parts, or the extent of each. */
  | { readonly kind: "parts" };

/** The paddings that are no numbers. */
export const paddingWords: readonly string[] = ["none", "same"];
const leftOver = "_";
/** Axes of a sample that a list may speak of. */
const maximumAxes = 8;

/** Why a value does not suit a type: another type, or the right one out of range. */
export interface Unsuitable {
  readonly code: "CNN0204" | "CNN0205";
  readonly expected: string;
}

/** The words that may stand bare where the type is expected. */
export function wordsOf(type: Type): readonly string[] {
  if (type.kind === "word") return type.words;
  if (type.kind === "shape") return [leftOver];
  return type.kind === "padding" ? paddingWords : [];
}

/** Whether bare words may stand somewhere in a value of the type. */
export function hasWords(type: Type): boolean {
  if (type.kind === "list") return hasWords(type.item);
  if (type.kind === "tuple") return type.items.some(hasWords);
  return wordsOf(type).length > 0;
}

/** The value as one of the type, or what the type wants instead. */
export function convert(value: Value, type: Type): Value | Unsuitable {
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
    case "layer":
    case "tensor":
      return value.kind === type.kind ? value : { code: "CNN0204", expected: showType(type) };
    case "parts":
      return toParts(value);
    case "list":
    case "tuple":
      return toCollection(value, type);
    case "extents":
      return toExtents(value);
    case "padding":
      return toPadding(value);
    case "axis":
      return convert(value, { kind: "int", min: 0 });
    case "order":
      return toOrder(value);
    case "shape":
      return toShape(value);
  }
}

/** Each item as one of its type; the first that is not says what the whole wants. */
function toCollection(value: Value, type: Type & { readonly kind: "list" | "tuple" }): Value | Unsuitable {
  const expected = showType(type);
  if (value.kind !== type.kind) return { code: "CNN0204", expected };
  if (type.kind === "tuple" && value.items.length !== type.items.length) return { code: "CNN0204", expected };
  const items: Value[] = [];
  for (const [index, item] of value.items.entries()) {
    const wanted = type.kind === "list" ? type.item : type.items[index];
    const converted = wanted && convert(item, wanted);
    if (converted === undefined) return { code: "CNN0204", expected };
    if (!("kind" in converted)) {
      const what = `${showValue(item)} at ${index} should be ${converted.expected}`;
      return { code: converted.code, expected: `${expected}, where ${what}` };
    }
    items.push(converted);
  }
  return collection(type.kind, items);
}

function toParts(value: Value): Value | Unsuitable {
  const expected = "a number of parts, or a list of their channels";
  const items = value.kind === "list" ? value.items : [value];
  if (items.length === 0 || !items.every((item) => item.kind === "int")) return { code: "CNN0204", expected };
  return items.every((item) => item.value > 0) ? value : { code: "CNN0205", expected };
}

/** The type as it is written. */
function showType(type: Type): string {
  switch (type.kind) {
    case "word":
      return type.words.join(" | ");
    case "list":
      return `list(${showType(type.item)})`;
    case "tuple":
      return `tuple(${type.items.map(showType).join(", ")})`;
    case "extents":
      return "kernel";
    case "layer":
      return "a layer";
    case "tensor":
      return "a bound value";
    case "parts":
      return "an int or list(int)";
    case "int":
    case "float":
    case "bool":
    case "padding":
    case "axis":
    case "order":
    case "shape":
      return type.kind;
  }
}

function toExtents(value: Value): Value | Unsuitable {
  const expected = "a positive extent for each axis, as in 3 or 3x3";
  if (value.kind === "kernel") return value;
  const items: readonly Value[] = isCollection(value) ? value.items : [value];
  if (items.length === 0 || !items.every((item) => item.kind === "int")) return { code: "CNN0204", expected };
  return items.every((item) => item.value > 0) ? value : { code: "CNN0205", expected };
}

function toPadding(value: Value): Value | Unsuitable {
  const expected =
    "`none`, `same`, an int, (vertical, horizontal) or (top, left, bottom, right), none of them negative";
  if (value.kind === "word") {
    const suits = paddingWords.includes(value.word);
    return suits ? { ...value, words: paddingWords } : { code: "CNN0204", expected };
  }
  const items: readonly Value[] = isCollection(value) ? value.items : [value];
  const suits = items.every((item) => item.kind === "int") && [1, 2, 4].includes(items.length);
  if (!suits) return { code: "CNN0204", expected };
  return items.every((item) => item.value >= 0) ? value : { code: "CNN0205", expected };
}

function toOrder(value: Value): Value | Unsuitable {
  const expected = `a list of axes, each once, counted from 0, as in [1, 0, 2], at most ${maximumAxes}`;
  if (value.kind !== "list" || !value.items.every((item) => item.kind === "int"))
    return { code: "CNN0204", expected };
  const isRight = value.items.length <= maximumAxes && value.items.every((item) => item.value >= 0);
  return isRight ? value : { code: "CNN0205", expected };
}

/** An extent that is left over becomes -1. */
function toShape(value: Value): Value | Unsuitable {
  const expected = `a list of 1 to ${maximumAxes} positive extents, of which one may be \`_\`, as in [16, _]`;
  if (value.kind !== "list") return { code: "CNN0204", expected };
  const isLeftOver = (item: Value): boolean => item.kind === "word" && item.word === leftOver;
  const { items } = value;
  if (!items.every((item) => item.kind === "int" || isLeftOver(item))) return { code: "CNN0204", expected };
  const isRight =
    items.length > 0 &&
    items.length <= maximumAxes &&
    items.filter(isLeftOver).length <= 1 &&
    items.every((item) => !isNumber(item) || item.value > 0);
  if (!isRight) return { code: "CNN0205", expected };
  return collection(
    "list",
    items.map((item) => (isLeftOver(item) ? { kind: "int", value: -1 } : item)),
  );
}
