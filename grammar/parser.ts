import { CstParser, type CstNode, type IParserErrorMessageProvider, type ParserMethod } from "chevrotain";
import * as t from "./tokens.js";

type Rule = ParserMethod<[], CstNode>;

/**
 * The grammar, without actions. Expressions are flat lists of operands and operators; precedence is the business of
 * whoever builds a tree from them, which keeps the parser's recursion as deep as the brackets of the text.
 */
export class CnnParser extends CstParser {
  constructor(options: {
    skipValidations: boolean;
    recoveryEnabled?: boolean;
    errorMessageProvider?: IParserErrorMessageProvider;
  }) {
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
            { ALT: () => this.SUBRULE(this.constant) },
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
    this.OPTION(() => this.SUBRULE(this.shape));
    this.OPTION1(() => this.SUBRULE(this.gives));
    this.SUBRULE(this.body);
  });

  /** The shapes of a block's results. */
  private readonly gives: Rule = this.RULE("gives", () => {
    this.CONSUME(t.Arrow);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.shape) });
  });

  private readonly modelDefinition: Rule = this.RULE("modelDefinition", () => {
    this.CONSUME(t.Model);
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.parameters));
    this.SUBRULE(this.body);
  });

  private readonly constant: Rule = this.RULE("constant", () => {
    this.CONSUME(t.Const);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.Assign);
    this.SUBRULE(this.expression);
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
    this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: () => this.SUBRULE(this.typeName) });
  });

  private readonly typeName: Rule = this.RULE("typeName", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.LeftParenthesis);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.type) });
      this.CONSUME(t.RightParenthesis);
    });
    this.OPTION1(() => this.SUBRULE(this.shape));
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
      { ALT: () => this.SUBRULE(this.assertion) },
      { ALT: () => this.SUBRULE(this.results) },
      { ALT: () => this.SUBRULE(this.constant) },
      { ALT: () => this.SUBRULE(this.share) },
      { ALT: () => this.SUBRULE(this.tap) },
      { ALT: () => this.SUBRULE(this.binding) },
      { ALT: () => this.SUBRULE(this.chain) },
    ]);
  });

  private readonly inputStatement: Rule = this.RULE("inputStatement", () => {
    this.OPTION1(() => this.CONSUME(t.Training));
    this.CONSUME(t.Input);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    this.OR([
      { ALT: () => this.SUBRULE(this.shape) },
      {
        ALT: () => {
          this.CONSUME(t.Class);
          this.OPTION2(() => this.SUBRULE1(this.shape));
        },
      },
    ]);
    this.OPTION(() => this.SUBRULE(this.picture));
  });

  private readonly picture: Rule = this.RULE("picture", () => {
    this.CONSUME(t.Picture);
    this.SUBRULE(this.arguments);
  });

  private readonly outputStatement: Rule = this.RULE("outputStatement", () => {
    this.OPTION1(() => this.CONSUME(t.Training));
    this.CONSUME(t.Output);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Assign);
      this.SUBRULE(this.chain);
    });
    this.OPTION2(() => this.SUBRULE(this.labels));
  });

  private readonly labels: Rule = this.RULE("labels", () => {
    this.CONSUME(t.Labels);
    this.OR([
      { ALT: () => this.CONSUME(t.StringLiteral) },
      {
        ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME1(t.StringLiteral) });
          this.CONSUME(t.RightBracket);
        },
      },
    ]);
  });

  private readonly expectStatement: Rule = this.RULE("expectStatement", () => {
    this.CONSUME(t.Expect);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.When);
      this.SUBRULE1(this.expression);
    });
  });

  private readonly assertion: Rule = this.RULE("assertion", () => {
    this.CONSUME(t.Assert);
    this.SUBRULE(this.expression);
    this.CONSUME(t.Colon);
    this.CONSUME(t.StringLiteral);
  });

  private readonly results: Rule = this.RULE("results", () => {
    this.CONSUME(t.Return);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.chain) });
  });

  private readonly share: Rule = this.RULE("share", () => {
    this.CONSUME(t.Share);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Assign);
    this.SUBRULE(this.expression);
  });

  private readonly tap: Rule = this.RULE("tap", () => {
    this.CONSUME(t.Tap);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Assign);
      this.SUBRULE(this.chain);
    });
  });

  private readonly binding: Rule = this.RULE("binding", () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
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
      { ALT: () => this.SUBRULE(this.join) },
      { ALT: () => this.SUBRULE(this.layer) },
      { ALT: () => this.CONSUME(t.In) },
      { ALT: () => this.SUBRULE(this.repeat) },
      { ALT: () => this.SUBRULE(this.loop) },
      { ALT: () => this.SUBRULE(this.conditional) },
      { ALT: () => this.SUBRULE(this.residual) },
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

  private readonly loop: Rule = this.RULE("loop", () => {
    this.CONSUME(t.For);
    this.SUBRULE(this.pattern);
    this.CONSUME(t.In);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.As);
      this.CONSUME(t.Identifier);
    });
    this.SUBRULE(this.body);
  });

  private readonly pattern: Rule = this.RULE("pattern", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Identifier) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParenthesis);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME1(t.Identifier) });
          this.CONSUME(t.RightParenthesis);
        },
      },
    ]);
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
    this.OPTION1(() => {
      this.CONSUME(t.When);
      this.SUBRULE(this.expression);
    });
    this.SUBRULE(this.body);
    this.OPTION(() => {
      this.CONSUME(t.Shortcut);
      this.SUBRULE1(this.body);
    });
  });

  private readonly join: Rule = this.RULE("join", () => {
    this.CONSUME(t.Joiner);
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
    this.OR([{ ALT: () => this.SUBRULE(this.choice) }, { ALT: () => this.SUBRULE(this.terms) }]);
  });

  /** A choice inside a choice stands in parentheses, so that nothing nests without a bracket. */
  private readonly choice: Rule = this.RULE("choice", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.terms);
    this.CONSUME(t.Then);
    this.SUBRULE1(this.terms);
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME1(t.If);
      this.SUBRULE2(this.terms);
      this.CONSUME1(t.Then);
      this.SUBRULE3(this.terms);
    });
    this.CONSUME1(t.Else);
    this.SUBRULE4(this.terms);
  });

  private readonly terms: Rule = this.RULE("terms", () => {
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
      { ALT: () => this.SUBRULE(this.list) },
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
        { ALT: () => this.SUBRULE(this.arguments) },
      ]);
    });
    this.MANY(() => {
      this.CONSUME(t.LeftBracket);
      this.SUBRULE(this.expression);
      this.CONSUME(t.RightBracket);
    });
  });

  private readonly list: Rule = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightBracket);
  });

  /** One expression in parentheses is a group, none or several are a tuple. */
  private readonly tuple: Rule = this.RULE("tuple", () => {
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightParenthesis);
  });
}
