import type { IToken } from "chevrotain";
import type * as Ast from "../ast.js";
import type { Docs } from "../docs.js";
import { childrenOf, type Node } from "../nodes.js";

/** A comment as it is printed again, and where it stood. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  /** Whether nothing but space is before it on its line. */
  readonly ownLine: boolean;
}

/** The comments of one node. */
export interface Beside {
  /** Each on a line of its own before the node. */
  readonly leading: Comment[];
  /** Behind the node on its line, or on lines of their own after it. */
  readonly trailing: Comment[];
  /** Inside a node that has nothing else inside. */
  readonly inside: Comment[];
}

/**
 * Gives every comment that documents nothing to the node that it is about. Where a newline may end a statement only
 * nodes are chosen before which a new line can be begun; a comment in any other place goes before the nearest such node
 * around it. Doc comments are not among them: they are part of the tree.
 */
export function attachComments(
  file: Ast.File,
  comments: readonly IToken[],
  docs: Docs,
  text: string,
): ReadonlyMap<Node, Beside> {
  const attachment = new Attachment(file, docs, text);
  for (const comment of comments) attachment.attach(comment);
  return attachment.beside;
}

/** A place in the tree: what a comment is inside of, and between. */
interface Place {
  readonly enclosing: Node;
  readonly preceding: Node | undefined;
  readonly following: Node | undefined;
  /** The innermost node around the comment before which a new line can begin. */
  readonly anchor: Node;
}

/** Where a node has room for comments. */
type Arrangement =
  /** Before, between and after its children, or inside where it has none. */
  | "list"
  /** Between two children only. */
  | "sequence"
  /** Before, between and after parameters; what is behind them goes into the body. */
  | "signature"
  /** In the body that follows. */
  | "bodies"
  /** Nowhere. */
  | "rigid";

const arrangements: Readonly<Record<Node["kind"], Arrangement>> = {
  ...{ file: "list", body: "list", join: "list", layer: "list", picture: "list", shape: "list" },
  ...{ call: "list", tuple: "list", list: "list" },
  ...{ chain: "sequence", return: "sequence", binary: "sequence" },
  ...{ block: "signature", model: "signature" },
  ...{ if: "bodies", residual: "bodies" },
  ...{ import: "rigid", constant: "rigid", parameter: "rigid", argument: "rigid", branch: "rigid" },
  ...{ input: "rigid", output: "rigid", tap: "rigid", binding: "rigid", share: "rigid", expect: "rigid" },
  ...{ assert: "rigid", in: "rigid", repeat: "rigid", for: "rigid", index: "rigid", choice: "rigid" },
  ...{ unary: "rigid", number: "rigid", kernel: "rigid", boolean: "rigid" },
  ...{ reference: "rigid", field: "rigid" },
};

class Attachment {
  readonly beside = new Map<Node, Beside>();
  private readonly documentation: ReadonlySet<number>;

  constructor(
    private readonly file: Ast.File,
    docs: Docs,
    private readonly text: string,
  ) {
    this.documentation = new Set(
      documentedIn(file).flatMap(({ span }) =>
        docs.commentsBefore(span.start).map(({ startOffset }) => startOffset),
      ),
    );
  }

  attach({ startOffset: start, image }: IToken): void {
    if (this.documentation.has(start)) return;
    const place = this.place(start);
    const isBetween = place.enclosing.kind === "file" || place.enclosing.kind === "body";
    // Inside a statement `///` documents nothing, and must not come to stand before what it would document.
    const written = isBetween ? image : image.replace(/^\/{3}(?!\/)/, "//");
    const comment = { text: written.trimEnd(), start, ownLine: isOwnLine(this.text, start) };
    this.give(comment, place);
  }

  private place(start: number): Place {
    let enclosing: Node = this.file;
    let anchor: Node = this.file;
    for (;;) {
      const children = childrenOf(enclosing);
      const inner = children.find(({ span }) => span.start < start && start < span.end);
      if (inner === undefined) {
        const preceding = children.findLast(({ span }) => span.end <= start);
        const following = children.find(({ span }) => span.start > start);
        return { enclosing, preceding, following, anchor };
      }
      if (isListOf(enclosing, inner)) anchor = inner;
      enclosing = inner;
    }
  }

  private give(comment: Comment, { enclosing, preceding, following, anchor }: Place): void {
    const beforeAnchor = (): void => {
      this.besideOf(anchor).leading.push(comment);
    };
    // Between an element and the shape that it must have, a comment would come to stand behind the colon.
    if (following?.kind === "shape" && this.nextAfter(comment) === ":") {
      beforeAnchor();
      return;
    }
    const inside = following?.kind === "shape" ? undefined : following;
    switch (arrangements[enclosing.kind]) {
      case "list":
        this.giveInList(comment, enclosing, preceding, inside);
        break;
      case "sequence":
        if (preceding && following) this.giveInList(comment, enclosing, preceding, following);
        else beforeAnchor();
        break;
      case "signature":
        this.giveInSignature(comment, enclosing, preceding, following);
        break;
      case "bodies":
        if (following?.kind === "body") this.giveInBody(comment, following);
        else beforeAnchor();
        break;
      case "rigid":
        beforeAnchor();
        break;
    }
  }

  private giveInList(
    comment: Comment,
    enclosing: Node,
    preceding: Node | undefined,
    following: Node | undefined,
  ): void {
    if (preceding && (following === undefined || this.standsBehind(comment, preceding))) {
      this.giveBehind(comment, preceding);
    } else if (following) {
      this.besideOf(following).leading.push(comment);
    } else {
      this.besideOf(enclosing).inside.push(comment);
    }
  }

  /** Beside a parameter, or in the body. */
  private giveInSignature(
    comment: Comment,
    definition: Node,
    preceding: Node | undefined,
    following: Node | undefined,
  ): void {
    const isLast = preceding?.kind === "parameter" && this.nextAfter(comment) === ")";
    if (following?.kind === "parameter") this.giveInList(comment, definition, preceding, following);
    else if (isLast) this.giveBehind(comment, preceding);
    else if ("body" in definition) this.giveInBody(comment, definition.body);
  }

  private giveBehind(comment: Comment, node: Node): void {
    const ownLine = !this.standsBehind(comment, node);
    this.besideOf(node).trailing.push({ ...comment, ownLine });
  }

  /** Whether a comment can go on with the line of a node before it. */
  private standsBehind(comment: Comment, node: Node): boolean {
    return !comment.ownLine && (this.beside.get(node)?.trailing.length ?? 0) === 0;
  }

  /** Before the first statement of a body that begins after the comment. */
  private giveInBody(comment: Comment, body: Ast.Body): void {
    const [first] = body.statements;
    if (first) this.besideOf(first).leading.push(comment);
    else this.besideOf(body).inside.push(comment);
  }

  private besideOf(node: Node): Beside {
    const known = this.beside.get(node);
    if (known) return known;
    const none: Beside = { leading: [], trailing: [], inside: [] };
    this.beside.set(node, none);
    return none;
  }

  /** The first character of the code behind a comment. */
  private nextAfter({ start }: Comment): string {
    const next = /(?:\s|\/\/[^\n]*)*/y;
    next.lastIndex = start;
    next.test(this.text);
    return this.text.charAt(next.lastIndex);
  }
}

/** Whether a new line can begin before a child, whatever is before it. */
function isListOf({ kind }: Node, child: Node): boolean {
  const arrangement = arrangements[kind];
  const isItem = child.kind !== "body" && child.kind !== "shape";
  return isItem && (arrangement === "list" || arrangement === "signature");
}

function isOwnLine(text: string, start: number): boolean {
  return /(?:^|[\r\n])[ \t\uFEFF]*$/.test(text.slice(Math.max(0, text.lastIndexOf("\n", start - 1)), start));
}

/** Definitions, outputs and taps that have documentation, anywhere in a file. */
function documentedIn(node: Node): readonly (Ast.Definition | Ast.Output | Ast.Tap)[] {
  const own = "doc" in node && node.doc !== "" ? [node] : [];
  return [...own, ...childrenOf(node).flatMap(documentedIn)];
}
