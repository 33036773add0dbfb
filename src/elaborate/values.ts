import type { Span } from "../diagnostics/diagnostic.js";
import type { Argument } from "../ops/definition.js";
import { nameOf, type Callee } from "./callee.js";
import type { Flow } from "./flow.js";

/** What an expression of the language stands for; all of them are known at compile time. */
export type Value =
  | NumberValue
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "kernel"; readonly extents: readonly number[] }
  /** One of the words that its type allows. */
  | { readonly kind: "word"; readonly word: string; readonly words: readonly string[] }
  | Collection
  | LayerValue
  /** A value of the network, as an argument of a block. */
  | { readonly kind: "tensor"; readonly flow: Flow };

export type NumberValue =
  { readonly kind: "int"; readonly value: number } | { readonly kind: "float"; readonly value: number };

export interface Collection {
  readonly kind: "tuple" | "list";
  readonly items: readonly Value[];
  /** Values in it, through all collections inside. */
  readonly size: number;
}

/** An operator or block yet to be applied, with some of its arguments. */
export interface LayerValue {
  readonly kind: "layer";
  readonly callee: Callee;
  readonly given: Given;
  /** Path of its weights, where all applications share them. */
  readonly home?: string;
}

/** Evaluated arguments by parameter, each with the place where it was written; one in error has no value. */
export type Given = ReadonlyMap<string, { readonly value: Value | undefined; readonly span: Span }>;

export function isNumber(value: Value | undefined): value is NumberValue {
  return value?.kind === "int" || value?.kind === "float";
}

export function isCollection(value: Value | undefined): value is Collection {
  return value?.kind === "tuple" || value?.kind === "list";
}

export function collection(kind: Collection["kind"], items: readonly Value[]): Collection {
  return { kind, items, size: items.reduce((sum, item) => sum + (isCollection(item) ? item.size : 1), 0) };
}

const shownItems = 8;
const shownDepth = 3;

/** The value as it is written; of a long one, the beginning. */
export function showValue(value: Value, depth = shownDepth): string {
  switch (value.kind) {
    case "float":
      return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
    case "int":
    case "bool":
      return String(value.value);
    case "kernel":
      return value.extents.join("x");
    case "word":
      return value.word;
    case "tensor":
      return "a tensor";
    case "layer":
      return `the layer ${nameOf(value.callee)}`;
    case "tuple":
    case "list": {
      const shown =
        depth === 0 ? [] : value.items.slice(0, shownItems).map((item) => showValue(item, depth - 1));
      const all = shown.length < value.items.length ? [...shown, "…"] : shown;
      return value.kind === "tuple" ? `(${all.join(", ")})` : `[${all.join(", ")}]`;
    }
  }
}

/** What the operators' definitions take, and reports show. */
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
    case "tensor":
      return "tensor";
    case "layer":
      return nameOf(value.callee);
    case "tuple":
    case "list":
      return value.items.every(isNumber) ? value.items.map((item) => item.value) : showValue(value);
  }
}
