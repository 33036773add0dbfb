import type { CstNodeLocation, IToken } from "chevrotain";
import { error, type Code, type Diagnostic, type Span } from "../diagnostics/diagnostic.js";
import type * as Ast from "./ast.js";

/** A node of the concrete tree, as far as its place is concerned. */
export interface Located {
  readonly location?: CstNodeLocation;
}

/** The file that a tree is built for: spans of its nodes, and the findings made on the way. */
export class Source {
  readonly diagnostics: Diagnostic[] = [];

  constructor(readonly path: string) {}

  span(start: number, end: number): Span {
    return { file: this.path, start, end };
  }

  spanOf(node: Located): Span {
    const { startOffset = 0, endOffset = NaN } = node.location ?? {};
    if (Number.isNaN(startOffset)) return this.span(0, 0);
    return this.span(startOffset, Number.isNaN(endOffset) ? startOffset : endOffset + 1);
  }

  spanOfToken(token: IToken): Span {
    const start = Number.isNaN(token.startOffset) ? 0 : token.startOffset;
    return this.span(start, start + token.image.length);
  }

  /** `undefined` for a token that the parser made up to go on after an error. */
  name(token: IToken | undefined): Ast.Name | undefined {
    if (token === undefined || token.isInsertedInRecovery) return undefined;
    return { text: token.image, span: this.spanOfToken(token) };
  }

  /** Text in quotes, without them. */
  quoted(token: IToken | undefined): Ast.Name | undefined {
    const name = this.name(token);
    return name && { ...name, text: name.text.replaceAll('"', "") };
  }

  report(code: Code, message: string, span: Span, help?: string): void {
    this.diagnostics.push(error(code, message, [{ span, text: "" }], help));
  }
}

/** A tree made after a syntax error may lack any child, whatever its type says. */
export function first<T>(children: readonly T[] | undefined): T | undefined {
  return children?.[0];
}

/** What `build` makes of each child, without those that the parser could not complete. */
export function each<T, R>(children: readonly T[] | undefined, build: (child: T) => R | undefined): R[] {
  return (children ?? []).map(build).filter((built) => built !== undefined);
}
