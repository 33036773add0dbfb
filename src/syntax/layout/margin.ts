import { builders } from "prettier/doc";
import type { Docs } from "../docs.js";
import type { Node } from "../nodes.js";
import type { Beside, Comment } from "./comments.js";

type Doc = builders.Doc;
const { breakParent, hardline, join, lineSuffix, literalline } = builders;

/** The text that is laid out anew, with its comments. Of a tree that was never written it is empty. */
export class Margin {
  private readonly printed = new Set<Comment>();

  constructor(
    readonly text: string,
    private readonly beside: ReadonlyMap<Node, Beside>,
    private readonly docs: Docs,
  ) {}

  has(node: Node): boolean {
    return this.beside.has(node);
  }

  /** A node with its comments; as it was written from `start`, where the last one before it is `// prettier-ignore`. */
  around(node: Node, start: number, print: () => Doc): Doc {
    const beside = this.beside.get(node);
    if (beside === undefined) return print();
    const before = beside.leading.filter((comment) => comment.start < start);
    const isIgnored = before.at(-1)?.text === "// prettier-ignore";
    const leading = this.lines(isIgnored ? before : beside.leading);
    const content = isIgnored ? this.verbatim(start, node.span.end) : print();
    return [...leading, this.behind(node, content)];
  }

  /** Whether a comment goes on with the node's line, so that nothing else can. */
  endsLine(node: Node): boolean {
    return (this.beside.get(node)?.trailing.length ?? 0) > 0;
  }

  /** A node with the comments after it. */
  behind(node: Node, content: Doc): Doc {
    const comments = this.beside.get(node)?.trailing ?? [];
    return comments.length === 0 ? content : [content, ...comments.map((comment) => this.trailing(comment))];
  }

  /** The comments before a node, each with the newline behind it. */
  leading(node: Node): readonly Doc[] {
    return this.lines(this.beside.get(node)?.leading ?? []);
  }

  /** The comments of a node that has nothing else inside. */
  inside(node: Node): readonly Doc[] {
    return (this.beside.get(node)?.inside ?? []).map((comment, index) => {
      this.printed.add(comment);
      const blank = this.hasBlankLineBefore(comment.start) ? hardline : "";
      return index === 0 ? comment.text : [hardline, blank, comment.text];
    });
  }

  /** Where a node begins, its documentation included. */
  documentedFrom(node: Node): number {
    const [first] = "doc" in node ? this.docs.commentsBefore(node.span.start) : [];
    return first?.startOffset ?? node.span.start;
  }

  /** Where a node begins, the comments before it included. */
  startOf(node: Node, start: number): number {
    return Math.min(start, this.beside.get(node)?.leading[0]?.start ?? start);
  }

  hasBlankLineBefore(offset: number): boolean {
    let newlines = 0;
    for (let at = offset - 1; at >= 0 && /\s/.test(this.text.charAt(at)); at -= 1) {
      if (this.text.charAt(at) === "\n") newlines += 1;
    }
    return newlines > 1;
  }

  /** Throws where a comment of the source is not in what was printed. */
  assertComplete(): void {
    for (const { leading, trailing, inside } of this.beside.values()) {
      const lost = [...leading, ...trailing, ...inside].find((comment) => !this.printed.has(comment));
      if (lost) throw new Error(`the comment at ${lost.start} was not printed: ${lost.text}`);
    }
  }

  private lines(comments: readonly Comment[]): readonly Doc[] {
    return comments.map((comment) => {
      this.printed.add(comment);
      const end = this.text.indexOf("\n", comment.start);
      const isLast = end >= 0 && /^\n\s*\n/.test(this.text.slice(end, end + 200));
      return [comment.text, hardline, isLast ? hardline : ""];
    });
  }

  private trailing(comment: Comment): Doc {
    this.printed.add(comment);
    if (!comment.ownLine) return [lineSuffix([" ", comment.text]), breakParent];
    const blank = this.hasBlankLineBefore(comment.start) ? hardline : "";
    return [lineSuffix([hardline, blank, comment.text]), breakParent];
  }

  /** A part of the text as it is, its comments included. */
  private verbatim(start: number, end: number): Doc {
    for (const { leading, trailing, inside } of this.beside.values()) {
      for (const comment of [...leading, ...trailing, ...inside]) {
        if (start <= comment.start && comment.start < end) this.printed.add(comment);
      }
    }
    return join(literalline, this.text.slice(start, end).split("\n"));
  }
}
