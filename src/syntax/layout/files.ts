import { builders } from "prettier/doc";
import type * as Ast from "../ast.js";
import { declarationsOf, type Declaration } from "../nodes.js";
import { BodyLayout } from "./bodies.js";
import { ExpressionLayout } from "./expressions.js";
import { listed } from "./lists.js";
import type { Margin } from "./margin.js";

type Doc = builders.Doc;
const { group, hardline, indent, join, line } = builders;

export interface LayoutOptions {
  /** Columns of a line, and of one step of indentation. */
  readonly printWidth: number;
  readonly tabWidth: number;
}

/** The one layout of a file. */
export function layoutFile(file: Ast.File, margin: Margin, options: LayoutOptions): Doc {
  return new FileLayout(margin, options).file(file);
}

class FileLayout {
  private readonly expressions: ExpressionLayout;
  private readonly bodies: BodyLayout;

  constructor(
    private readonly margin: Margin,
    { printWidth, tabWidth }: LayoutOptions,
  ) {
    this.expressions = new ExpressionLayout(margin);
    this.bodies = new BodyLayout(margin, this.expressions, printWidth, tabWidth);
  }

  file(file: Ast.File): Doc {
    const declarations = declarationsOf(file);
    const docs = declarations.map((node, index): Doc => {
      const start = this.margin.documentedFrom(node);
      const before = declarations[index - 1];
      const isApart = before !== undefined && standsApart(before, node);
      const isSpaced = this.margin.hasBlankLineBefore(this.margin.startOf(node, start));
      const blank = isApart || (before !== undefined && isSpaced) ? hardline : "";
      return [blank, this.margin.around(node, start, () => this.declaration(node))];
    });
    const inside = this.margin.inside(file);
    if (inside.length > 0) return [...inside, hardline];
    return docs.length === 0 ? "" : [join(hardline, docs), hardline];
  }

  private declaration(node: Declaration): Doc {
    switch (node.kind) {
      case "import": {
        const names = join(
          [",", line],
          node.names.map(({ text }) => text),
        );
        return group(["import {", indent([line, names]), line, '} from "', node.from.text, '"']);
      }
      case "constant":
        return this.bodies.constant(node);
      case "block":
      case "model":
        return this.definition(node);
    }
  }

  private definition({ kind, name, exported, parameters, takes, gives, body, doc }: Ast.Definition): Doc {
    const given = parameters.map((parameter) =>
      this.margin.around(parameter, parameter.span.start, () => this.parameter(parameter)),
    );
    const signature = kind === "model" && given.length === 0 ? "" : listed("(", given, ")");
    const entering: Doc = takes ? [" ", this.expressions.shape(takes)] : "";
    const shapes = gives?.map((shape) => this.expressions.shape(shape));
    const leaving: Doc = shapes ? [" -> ", join(", ", shapes)] : "";
    const head: Doc = [exported ? "export " : "", kind, " ", name.text, signature, entering, leaving, " "];
    return [
      this.bodies.documentation(doc),
      group([head, this.bodies.body(body, 0, this.margin.text === "")]),
    ];
  }

  private parameter({ name, type, default: value }: Ast.Parameter): Doc {
    const typed: Doc = type ? [": ", this.expressions.type(type)] : "";
    return [name.text, typed, value ? [" = ", this.expressions.expression(value)] : ""];
  }
}

/** Whether an empty line is always between two declarations. */
function standsApart(before: Declaration, node: Declaration): boolean {
  const isDefinition = ({ kind }: Declaration): boolean => kind === "block" || kind === "model";
  return isDefinition(before) || isDefinition(node) || before.kind !== node.kind;
}
