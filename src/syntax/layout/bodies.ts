import { builders } from "prettier/doc";
import type * as Ast from "../ast.js";
import { chainOf } from "../nodes.js";
import { alignAssertions, type Line } from "./columns.js";
import type { ExpressionLayout } from "./expressions.js";
import { filled } from "./lists.js";
import type { Margin } from "./margin.js";

type Doc = builders.Doc;
const { group, hardline, ifBreak, indent, join, line, softline } = builders;

/** Lays out bodies: their statements, chains and elements. */
export class BodyLayout {
  /** The space before the shape that a statement asserts, which is widened to align it with its neighbours'. */
  private readonly gaps = new Map<Ast.Statement, builders.IfBreak>();

  constructor(
    private readonly margin: Margin,
    private readonly expressions: ExpressionLayout,
    /** Columns of a line, and of one step of indentation. */
    private readonly width: number,
    private readonly step: number,
  ) {}

  /**
   * A body in braces. One statement may share their line; where `isOpen`, or where the source begins a new line behind
   * the brace, it does not. The caller's group decides.
   */
  body(body: Ast.Body, depth: number, isOpen = false): Doc {
    const { statements } = body;
    if (statements.length === 0) {
      const inside = this.margin.inside(body);
      return inside.length === 0 ? "{ }" : ["{", indent([hardline, ...inside]), hardline, "}"];
    }
    const lines = statements.map((statement): Line => {
      const start = this.margin.documentedFrom(statement);
      const content = this.statement(statement, depth + 1);
      const shape = assertedBy(statement);
      return {
        content,
        gap: this.gaps.get(statement),
        assertion: shape && this.assertion(shape),
        isFlow: ["chain", "binding", "tap"].includes(statement.kind),
        isFirst: this.margin.hasBlankLineBefore(this.margin.startOf(statement, start)),
      };
    });
    alignAssertions(lines, this.width - (depth + 1) * this.step);
    const docs = lines.map(({ content, isFirst }, index): Doc => {
      const statement = statements[index];
      const blank = isFirst && index > 0 ? hardline : "";
      const printed = statement
        ? this.margin.around(statement, this.margin.documentedFrom(statement), () => content)
        : "";
      return [blank, printed];
    });
    const isLong = isOpen || statements.length > 1 || this.isOpen(body);
    const edge = isLong ? hardline : line;
    return ["{", indent([edge, join(hardline, docs)]), edge, "}"];
  }

  /** The lines of a doc comment, each with the newline behind it. */
  documentation(text: string): Doc {
    if (text === "") return "";
    return text.split("\n").map((content) => [content === "" ? "///" : `/// ${content}`, hardline]);
  }

  constant({ name, exported, type, value }: Ast.Constant): Doc {
    const typed: Doc = type ? [": ", this.expressions.type(type)] : "";
    return [exported ? "export " : "", "const ", name.text, typed, " = ", this.expressions.expression(value)];
  }

  private statement(statement: Ast.Statement, depth: number): Doc {
    const { expressions } = this;
    switch (statement.kind) {
      case "input": {
        const { name, shape, classes, picture, training } = statement;
        const extents = shape ? [expressions.shape(shape)] : [];
        const type = join(" ", classes ? ["class", ...extents] : extents);
        const head: Doc = [training ? "training " : "", "input ", name.text, ": ", type];
        return [head, picture ? [" ", this.picture(picture)] : ""];
      }
      case "output": {
        const { name, chain, labels, training, doc } = statement;
        const made: Doc = chain ? [" = ", this.chain(chain, depth, labels ? undefined : statement)] : "";
        const head: Doc = [training ? "training " : "", "output ", name.text];
        return [this.documentation(doc), head, made, labels ? [" labels ", labelled(labels)] : ""];
      }
      case "tap": {
        const { name, chain, doc } = statement;
        const made: Doc = chain ? [" = ", this.chain(chain, depth, statement)] : "";
        return [this.documentation(doc), "tap ", name.text, made];
      }
      case "expect": {
        const { relation, when } = statement;
        const condition: Doc = when ? [" when ", expressions.expression(when)] : "";
        return ["expect ", expressions.expression(relation), condition];
      }
      case "assert": {
        const message = statement.message.map((part) => (typeof part === "string" ? part : quoted(part)));
        const condition = expressions.expression(statement.condition);
        return group(["assert ", condition, indent([softline, ': "', ...message, '"'])]);
      }
      case "return": {
        const chains = statement.chains.map((chain) =>
          this.margin.around(chain, chain.span.start, () => this.chain(chain, depth)),
        );
        return group(["return ", indent(join([",", line], chains))]);
      }
      case "constant":
        return this.constant(statement);
      case "share":
        return ["share ", statement.name.text, " = ", expressions.expression(statement.layer)];
      case "binding": {
        const names = statement.names.map(({ text }) => text).join(", ");
        return [names, " = ", this.chain(statement.chain, depth, statement)];
      }
      case "chain":
        return this.chain(statement, depth, statement);
    }
  }

  private picture(picture: Ast.Picture): Doc {
    return this.margin.around(picture, picture.span.start, () => [
      "picture",
      this.expressions.arguments(picture.arguments, this.margin.inside(picture)),
    ]);
  }

  /**
   * Elements joined by arrows; a chain that is too long is broken at all of them but those beside a body in braces. The
   * shape that the chain of a statement asserts stands apart.
   */
  private chain({ elements }: Ast.Chain, depth: number, statement?: Ast.Statement): Doc {
    const runs: Doc[][] = [];
    elements.forEach((element, index) => {
      const comments = index === 0 ? [] : this.margin.leading(element);
      const isLast = index === elements.length - 1;
      const content = this.margin.behind(
        element,
        this.element(element, depth, isLast ? statement : undefined),
      );
      const before = elements[index - 1];
      const run = runs.at(-1);
      if (run === undefined || before === undefined) runs.push([content]);
      else if (comments.length > 0 || this.margin.endsLine(before))
        run.push(indent([hardline, ...comments, "-> ", content]));
      else if (isBraced(element) || isBraced(before)) runs.push([content]);
      else run.push(indent([line, "-> ", content]));
    });
    return join(
      " -> ",
      runs.map((run) => group(run)),
    );
  }

  private element(element: Ast.Element, depth: number, statement: Ast.Statement | undefined): Doc {
    const content = this.bare(element, depth);
    if (element.shape === undefined) return content;
    const assertion = this.assertion(element.shape);
    if (statement === undefined) return [content, " ", assertion];
    const gap = ifBreak("  ", "  ");
    this.gaps.set(statement, gap);
    return [content, gap, assertion];
  }

  private assertion(shape: Ast.ShapeExpression): Doc {
    return [": ", this.expressions.shape(shape)];
  }

  private bare(element: Ast.Element, depth: number): Doc {
    const { expressions } = this;
    switch (element.kind) {
      case "layer": {
        const { callee, arguments: given, alias } = element;
        const call = given ? expressions.arguments(given, this.margin.inside(element)) : "";
        return [callee.text, call, named(alias)];
      }
      case "in":
        return "in";
      case "repeat": {
        const { count, index, body } = element;
        const counted: Doc = index ? ` as ${index.text}` : "";
        return ["repeat ", expressions.expression(count), counted, " ", group(this.body(body, depth))];
      }
      case "for": {
        const { names, apart, list, index, body } = element;
        const joined = names.map(({ text }) => text).join(", ");
        const counted: Doc = index ? ` as ${index.text}` : "";
        const head: Doc = [
          "for ",
          apart ? `(${joined})` : joined,
          " in ",
          expressions.expression(list),
          counted,
        ];
        return [head, " ", group(this.body(body, depth))];
      }
      case "if": {
        const arms = element.arms.map(({ condition, body }): Doc => {
          return ["if ", expressions.expression(condition), " ", this.body(body, depth)];
        });
        const otherwise = element.otherwise ? [this.body(element.otherwise, depth)] : [];
        return group(join(" else ", [...arms, ...otherwise]));
      }
      case "residual": {
        const { when, body, shortcut } = element;
        const condition: Doc = when ? ["when ", expressions.expression(when), " "] : "";
        const aside: Doc = shortcut ? [" shortcut ", this.body(shortcut, depth)] : "";
        return [group(["residual ", condition, this.body(body, depth), aside]), named(element.alias)];
      }
      case "join":
        return this.join(element, depth);
    }
  }

  private join(element: Ast.Join, depth: number): Doc {
    const { joiner, branches, alias } = element;
    if (branches.length === 0) {
      const inside = this.margin.inside(element);
      const content: Doc = inside.length === 0 ? " " : [indent([hardline, ...inside]), hardline];
      return [joiner.text, " {", content, "}", named(alias)];
    }
    const docs = branches.map((branch, index): Doc => {
      const start = this.margin.startOf(branch, branch.span.start);
      const blank = index > 0 && this.margin.hasBlankLineBefore(start) ? hardline : "";
      return [blank, this.margin.around(branch, branch.span.start, () => this.branch(branch, depth + 1))];
    });
    return [joiner.text, " {", indent([hardline, join(hardline, docs)]), hardline, "}", named(alias)];
  }

  private branch(branch: Ast.Branch, depth: number): Doc {
    const chain = chainOf(branch);
    const content = chain ? this.chain(chain, depth) : group(this.body(branch.body, depth));
    return ["branch ", branch.name ? `${branch.name.text} = ` : "", content];
  }

  /** Whether the source begins a new line behind the opening brace. */
  private isOpen({ span }: Ast.Body): boolean {
    return /^\{[^\S\n]*(\/\/|\n)/.test(this.margin.text.slice(span.start, span.end));
  }
}

function named(alias: Ast.Name | undefined): string {
  return alias ? ` as ${alias.text}` : "";
}

/** Elements that end in a closing brace, which an arrow may follow. */
function isBraced({ kind }: Ast.Element): boolean {
  return kind !== "layer" && kind !== "in";
}

function assertedBy(statement: Ast.Statement): Ast.ShapeExpression | undefined {
  if (statement.kind === "output" && statement.labels) return undefined;
  const chain = statement.kind === "chain" ? statement : "chain" in statement ? statement.chain : undefined;
  return chain?.elements.at(-1)?.shape;
}

function labelled({ from, items }: Ast.Labels): Doc {
  if (from) return `"${from.text}"`;
  const names = items.map(({ text }) => `"${text}"`);
  return filled("[", names, "]");
}

function quoted(part: Ast.Expression): string {
  if (part.kind === "field") return `{${part.of.text}.${part.field.text}}`;
  return part.kind === "reference" ? `{${part.name.text}}` : "";
}
