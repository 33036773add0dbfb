import type * as Ast from "../../syntax/ast.js";
import { keyOf, rewritten } from "../rewrite.js";
import type { Phrase } from "./phrases.js";
import { innerElements } from "./skeleton.js";
import type { Step } from "./steps.js";

/** A period that follows itself, in phrases. */
export interface Stretch {
  readonly start: number;
  readonly period: number;
  readonly count: number;
}

/** Phrases of a body that follow each other. */
export class Run {
  constructor(
    private readonly steps: readonly Step[],
    readonly phrases: readonly Phrase[],
  ) {}

  elements(start: number, length = 1): readonly Ast.Element[] {
    const { from, to } = this.range(start, length);
    return this.steps.slice(from, to).flatMap((one) => (one.kind === "element" ? [one.element] : []));
  }

  /** Steps of the body. */
  range(start: number, length: number): { readonly from: number; readonly to: number } {
    return { from: this.phrases[start]?.from ?? 0, to: this.phrases[start + length - 1]?.to ?? 0 };
  }

  /** Shape of what the last of some phrases gives. */
  shape(start: number, length: number): Ast.ShapeExpression | undefined {
    return this.elements(start, length).at(-1)?.shape;
  }
}

/** All periods that follow themselves, by what each phrase says. */
export function stretchesOf(said: readonly string[], longest: number): readonly Stretch[] {
  return said.flatMap((_, start) =>
    Array.from({ length: longest }, (_, index) => index + 1).flatMap((period) => {
      let count = 1;
      const goesOn = (): boolean =>
        Array.from({ length: period }, (_, index) => said[start + count * period + index]).every(
          (text, index) => text !== undefined && text === said[start + index],
        );
      while (goesOn()) count += 1;
      return count > 1 ? [{ start, period, count }] : [];
    }),
  );
}

/** What elements say, without what only annotates them. */
export function sayOf(elements: readonly Ast.Element[]): string {
  return keyOf(
    rewritten(elements, (node) =>
      "alias" in node || "shape" in node ? { ...node, alias: undefined, shape: undefined } : node,
    ),
  );
}

/** How much a reader reads: elements, and a quarter for each argument, but no more for those than for the elements. */
export function sizeOf(elements: readonly Ast.Element[]): number {
  const all = elements.flatMap(innerElements);
  const given = all.map((element) => (element.kind === "layer" ? (element.arguments?.length ?? 0) : 0));
  return all.length + Math.min(given.reduce((sum, count) => sum + count, 0) / 4, all.length);
}
