import type { AttributeValue } from "../ir/graph.js";

/** What is thrown for a value of another kind, which only another program's file can have. */
export class WrongValue extends Error {}

type Values = Readonly<Record<string, AttributeValue>>;

/** A number among the arguments of a call or the attributes of an ONNX node. */
export function numberIn(values: Values, name: string, fallback?: number): number {
  const value = values[name] ?? fallback;
  if (typeof value !== "number") throw new WrongValue(`${name} should be a number`);
  return value;
}

export function numbersIn(values: Values, name: string, fallback?: readonly number[]): readonly number[] {
  const value = values[name] ?? fallback;
  if (typeof value !== "object") throw new WrongValue(`${name} should be a list of numbers`);
  return value;
}

export function booleanIn(values: Values, name: string): boolean {
  const value = values[name];
  if (typeof value !== "boolean") throw new WrongValue(`${name} should be true or false`);
  return value;
}

/** One of the words of a `word` parameter. */
export function wordIn<W extends string>(values: Values, name: string, words: readonly W[]): W {
  const word = words.find((candidate) => candidate === values[name]);
  if (word === undefined) throw new WrongValue(`${name} should be one of ${words.join(", ")}`);
  return word;
}
