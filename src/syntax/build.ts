import { tokenMatcher, type IToken } from "chevrotain";
import { parse } from "../../grammar/parse.js";
import { Block, Const, Identifier, Model } from "../../grammar/tokens.js";
import type * as Cst from "../../grammar/cst.js";
import { contains, type Diagnostic } from "../diagnostics/diagnostic.js";
import type * as Ast from "./ast.js";
import { BodyBuilder } from "./bodies.js";
import { docComments, type Docs } from "./docs.js";
import { each, first, Source } from "./source.js";
import { typeNames } from "./types.js";

export interface SyntaxResult {
  /** Partial where there are errors. */
  readonly file: Ast.File;
  /** Of both kinds, in order. */
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The tree of one file, and all its errors of syntax. Accepts any text and never throws. */
export function parseFile(text: string, path: string): SyntaxResult {
  const { cst, comments, tokens, diagnostics: found } = parse(text, path);
  const source = new Source(path);
  const whole = new FileBuilder(source, docComments(comments, text)).file(cst, text.length);
  const diagnostics = [...found, ...source.diagnostics];
  const file = diagnostics.length === 0 ? whole : { ...whole, lost: lostNames(whole, tokens, diagnostics) };
  return { file, comments, diagnostics };
}

/** Names outside of all definitions, constants and whole imports, and names that a keyword declares in vain. */
function lostNames(
  { imports, constants, definitions }: Ast.File,
  tokens: readonly IToken[],
  errors: readonly Diagnostic[],
): readonly string[] {
  const isWhole = ({ span }: Ast.Import): boolean =>
    !errors.some(({ labels: [label] }) => label && contains(span, label.span));
  const held = [...definitions, ...constants, ...imports.filter(isWhole)];
  const isHeld = ({ startOffset }: IToken): boolean =>
    held.some(({ span }) => span.start <= startOffset && startOffset < span.end);
  const declares = (token: IToken | undefined): boolean =>
    token !== undefined && [Block, Const, Model].includes(token.tokenType);
  const lost = tokens.filter((token, index) => {
    return tokenMatcher(token, Identifier) && (declares(tokens[index - 1]) || !isHeld(token));
  });
  return [...new Set(lost.map(({ image }) => image))];
}

class FileBuilder {
  private readonly bodies: BodyBuilder;

  constructor(
    private readonly source: Source,
    private readonly docs: Docs,
  ) {
    this.bodies = new BodyBuilder(source, docs);
  }

  file({ children }: Cst.FileCstNode, length: number): Ast.File {
    const declarations = children.declaration ?? [];
    return {
      kind: "file",
      path: this.source.path,
      imports: each(declarations, (node) => this.import(first(node.children.importDeclaration))),
      constants: each(declarations, ({ children: { constant, Export } }) =>
        this.bodies.constant(first(constant), Export !== undefined),
      ),
      definitions: each(declarations, (node) => this.declaration(node)),
      lost: [],
      span: this.source.span(0, length),
    };
  }

  private import(node: Cst.ImportDeclarationCstNode | undefined): Ast.Import | undefined {
    const from = this.source.quoted(first(node?.children.StringLiteral));
    if (node === undefined || from === undefined) return undefined;
    return {
      kind: "import",
      names: each(node.children.Identifier, (token) => this.source.name(token)),
      from,
      span: this.source.spanOf(node),
    };
  }

  private declaration(node: Cst.DeclarationCstNode): Ast.Definition | undefined {
    const { blockDefinition, modelDefinition, Export } = node.children;
    const block = first(blockDefinition);
    const model = first(modelDefinition);
    const span = this.source.spanOf(node);
    const rest = { exported: Export !== undefined, doc: this.docs.before(span.start), span };
    if (block) return this.definition("block", block, rest);
    return model && this.definition("model", model, rest);
  }

  private definition(
    kind: Ast.Definition["kind"],
    { children }: Cst.BlockDefinitionCstNode | Cst.ModelDefinitionCstNode,
    rest: Pick<Ast.Definition, "exported" | "doc" | "span">,
  ): Ast.Definition | undefined {
    const name = this.source.name(first(children.Identifier));
    if (name === undefined) return undefined;
    // Without its body the definition still says what the name is.
    const body = this.bodies.body(first(children.body)) ?? { kind: "body", statements: [], span: rest.span };
    const { expressions } = this.bodies;
    const takes = "shape" in children ? expressions.shape(first(children.shape)) : undefined;
    const given = "gives" in children ? first(children.gives)?.children.shape : undefined;
    const gives = given && each(given, (shape) => expressions.shape(shape));
    const parameters = this.parameters(first(children.parameters));
    return { kind, name, parameters, takes, gives, body, ...rest };
  }

  private parameters(node: Cst.ParametersCstNode | undefined): Ast.Parameter[] {
    const parameters = each(node?.children.parameter, (child) => this.parameter(child));
    const last = parameters.at(-1);
    const untyped = node?.children.parameter?.at(-1)?.children.Colon === undefined;
    if (last && untyped) {
      const message = `the parameter \`${last.name.text}\` has no type`;
      const help = `write ${last.name.text}: ${typeNames}, or the words it may be`;
      this.source.report("CNN0002", message, last.name.span, help);
    }
    return parameters;
  }

  private parameter(node: Cst.ParameterCstNode): Ast.Parameter | undefined {
    const name = this.source.name(first(node.children.Identifier));
    return (
      name && {
        kind: "parameter",
        name,
        type: this.bodies.types.type(first(node.children.type)),
        default: this.bodies.expressions.expression(first(node.children.expression)),
        span: this.source.spanOf(node),
      }
    );
  }
}
