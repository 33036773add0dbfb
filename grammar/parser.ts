import { CstParser, type CstNode, type IParserErrorMessageProvider, type ParserMethod } from "chevrotain";
import * as t from "./tokens.js";

type Rule = ParserMethod<[], CstNode>;

/**
 * The grammar, without actions. Expressions are flat lists of operands and operators; precedence is the business of
 * whoever builds a tree from them, which keeps the parser's recursion as deep as the brackets of the text.
 */
export class CnnParser extends CstParser {
  constructor(options: { skipValidations: boolean; errorMessageProvider?: IParserErrorMessageProvider }) {
    super(t.tokens, {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: "onlyOffset",
      ...options,
    });
    this.performSelfAnalysis();
  }

  readonly file: Rule = this.RULE("file", () => {
    this.MANY_SEP({ SEP: t.Newline, DEF: () => this.SUBRULE(this.declaration) });
  });

  private readonly declaration: Rule = this.RULE("declaration", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importDeclaration) },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(t.Export));
          this.OR1([
            { ALT: () => this.SUBRULE(this.blockDefinition) },
            { ALT: () => this.SUBRULE(this.modelDefinition) },
          ]);
        },
      },
    ]);
  });

  private readonly importDeclaration: Rule = this.RULE("importDeclaration", () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.LeftBrace);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
    this.CONSUME(t.RightBrace);
    this.CONSUME(t.From);
    this.CONSUME(t.StringLiteral);
  });

  private readonly blockDefinition: Rule = this.RULE("blockDefinition", () => {
    this.CONSUME(t.Block);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.parameters);
    this.SUBRULE(this.body);
  });

  private readonly modelDefinition: Rule = this.RULE("modelDefinition", () => {
    this.CONSUME(t.Model);
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.parameters));
    this.SUBRULE(this.body);
  });

  private readonly parameters: Rule = this.RULE("parameters", () => {
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.parameter) });
    this.CONSUME(t.RightParenthesis);
  });

  private readonly parameter: Rule = this.RULE("parameter", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.OPTION1(() => {
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression);
    });
  });

  private readonly type: Rule = this.RULE("type", () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: () => this.CONSUME(t.Identifier) });
  });

  private readonly body: Rule = this.RULE("body", () => {
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Newline, DEF: () => this.SUBRULE(this.statement) });
    this.CONSUME(t.RightBrace);
  });

  private readonly statement: Rule = this.RULE("statement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.inputStatement) },
      { ALT: () => this.SUBRULE(this.outputStatement) },
      { ALT: () => this.SUBRULE(this.expectStatement) },
      { ALT: () => this.SUBRULE(this.binding) },
      { ALT: () => this.SUBRULE(this.chain) },
    ]);
  });

  private readonly inputStatement: Rule = this.RULE("inputStatement", () => {
    this.CONSUME(t.Input);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.shape);
    this.OPTION(() => this.SUBRULE(this.picture));
  });

  private readonly picture: Rule = this.RULE("picture", () => {
    this.CONSUME(t.Picture);
    this.SUBRULE(this.arguments);
  });

  private readonly outputStatement: Rule = this.RULE("outputStatement", () => {
    this.CONSUME(t.Output);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Assign);
      this.SUBRULE(this.chain);
    });
  });

  private readonly expectStatement: Rule = this.RULE("expectStatement", () => {
    this.CONSUME(t.Expect);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.When);
      this.SUBRULE1(this.expression);
    });
  });

  private readonly binding: Rule = this.RULE("binding", () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Assign);
    this.SUBRULE(this.chain);
  });

  private readonly chain: Rule = this.RULE("chain", () => {
    this.SUBRULE(this.element);
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE1(this.element);
    });
  });

  private readonly element: Rule = this.RULE("element", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.layer) },
      { ALT: () => this.CONSUME(t.In) },
      { ALT: () => this.SUBRULE(this.repeat) },
      { ALT: () => this.SUBRULE(this.conditional) },
      { ALT: () => this.SUBRULE(this.residual) },
      { ALT: () => this.SUBRULE(this.concat) },
    ]);
    this.OPTION(() => {
      this.CONSUME(t.As);
      this.CONSUME(t.Identifier);
    });
    this.OPTION1(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.shape);
    });
  });

  private readonly layer: Rule = this.RULE("layer", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.arguments));
  });

  private readonly arguments: Rule = this.RULE("arguments", () => {
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(t.RightParenthesis);
  });

  private readonly argument: Rule = this.RULE("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Identifier);
      this.CONSUME(t.Colon);
    });
    this.SUBRULE(this.expression);
  });

  private readonly repeat: Rule = this.RULE("repeat", () => {
    this.CONSUME(t.Repeat);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.As);
      this.CONSUME(t.Identifier);
    });
    this.SUBRULE(this.body);
  });

  private readonly conditional: Rule = this.RULE("conditional", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression);
    this.SUBRULE(this.body);
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME1(t.If);
      this.SUBRULE1(this.expression);
      this.SUBRULE1(this.body);
    });
    this.OPTION(() => {
      this.CONSUME1(t.Else);
      this.SUBRULE2(this.body);
    });
  });

  private readonly residual: Rule = this.RULE("residual", () => {
    this.CONSUME(t.Residual);
    this.SUBRULE(this.body);
    this.OPTION(() => {
      this.CONSUME(t.Shortcut);
      this.SUBRULE1(this.body);
    });
  });

  private readonly concat: Rule = this.RULE("concat", () => {
    this.CONSUME(t.Concat);
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Newline, DEF: () => this.SUBRULE(this.branch) });
    this.CONSUME(t.RightBrace);
  });

  private readonly branch: Rule = this.RULE("branch", () => {
    this.CONSUME(t.Branch);
    this.OPTION(() => {
      this.CONSUME(t.Identifier);
      this.CONSUME(t.Assign);
    });
    this.OR([{ ALT: () => this.SUBRULE(this.body) }, { ALT: () => this.SUBRULE(this.chain) }]);
  });

  private readonly shape: Rule = this.RULE("shape", () => {
    this.CONSUME(t.LeftBracket);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightBracket);
  });

  private readonly expression: Rule = this.RULE("expression", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.CONSUME(t.BinaryOperator);
      this.SUBRULE1(this.operand);
    });
  });

  private readonly operand: Rule = this.RULE("operand", () => {
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Not) }]);
    });
    this.OR1([
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.CONSUME(t.Kernel) },
      { ALT: () => this.CONSUME(t.True) },
      { ALT: () => this.CONSUME(t.False) },
      { ALT: () => this.SUBRULE(this.reference) },
      { ALT: () => this.SUBRULE(this.tuple) },
    ]);
  });

  private readonly reference: Rule = this.RULE("reference", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.In) }]);
    this.OPTION(() => {
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            this.CONSUME1(t.Identifier);
          },
        },
        { ALT: () => this.SUBRULE(this.tuple) },
      ]);
    });
  });

  /** One expression in parentheses is a group, none or several are a tuple or the arguments of a function. */
  private readonly tuple: Rule = this.RULE("tuple", () => {
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightParenthesis);
  });
}
