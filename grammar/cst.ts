// Generated from the grammar by test/grammar/cst.test.ts.

import type { CstNodeLocation, IToken } from "chevrotain";

export interface FileCstNode {
  location?: CstNodeLocation;
  name: "file";
  children: FileCstChildren;
}

interface FileCstChildren {
  declaration?: DeclarationCstNode[];
  Newline?: IToken[];
}

export interface DeclarationCstNode {
  location?: CstNodeLocation;
  name: "declaration";
  children: DeclarationCstChildren;
}

interface DeclarationCstChildren {
  importDeclaration?: ImportDeclarationCstNode[];
  Export?: IToken[];
  blockDefinition?: BlockDefinitionCstNode[];
  modelDefinition?: ModelDefinitionCstNode[];
  constant?: ConstantCstNode[];
}

export interface ImportDeclarationCstNode {
  location?: CstNodeLocation;
  name: "importDeclaration";
  children: ImportDeclarationCstChildren;
}

interface ImportDeclarationCstChildren {
  Import: IToken[];
  LeftBrace: IToken[];
  Identifier: IToken[];
  Comma?: IToken[];
  RightBrace: IToken[];
  From: IToken[];
  StringLiteral: IToken[];
}

export interface BlockDefinitionCstNode {
  location?: CstNodeLocation;
  name: "blockDefinition";
  children: BlockDefinitionCstChildren;
}

interface BlockDefinitionCstChildren {
  Block: IToken[];
  Identifier: IToken[];
  parameters: ParametersCstNode[];
  shape?: ShapeCstNode[];
  gives?: GivesCstNode[];
  body: BodyCstNode[];
}

export interface GivesCstNode {
  location?: CstNodeLocation;
  name: "gives";
  children: GivesCstChildren;
}

interface GivesCstChildren {
  Arrow: IToken[];
  shape: ShapeCstNode[];
  Comma?: IToken[];
}

export interface ModelDefinitionCstNode {
  location?: CstNodeLocation;
  name: "modelDefinition";
  children: ModelDefinitionCstChildren;
}

interface ModelDefinitionCstChildren {
  Model: IToken[];
  Identifier: IToken[];
  parameters?: ParametersCstNode[];
  body: BodyCstNode[];
}

export interface ConstantCstNode {
  location?: CstNodeLocation;
  name: "constant";
  children: ConstantCstChildren;
}

interface ConstantCstChildren {
  Const: IToken[];
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Assign: IToken[];
  expression: ExpressionCstNode[];
}

export interface ParametersCstNode {
  location?: CstNodeLocation;
  name: "parameters";
  children: ParametersCstChildren;
}

interface ParametersCstChildren {
  LeftParenthesis: IToken[];
  parameter?: ParameterCstNode[];
  Comma?: IToken[];
  RightParenthesis: IToken[];
}

export interface ParameterCstNode {
  location?: CstNodeLocation;
  name: "parameter";
  children: ParameterCstChildren;
}

interface ParameterCstChildren {
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Assign?: IToken[];
  expression?: ExpressionCstNode[];
}

export interface TypeCstNode {
  location?: CstNodeLocation;
  name: "type";
  children: TypeCstChildren;
}

interface TypeCstChildren {
  typeName: TypeNameCstNode[];
  Bar?: IToken[];
}

export interface TypeNameCstNode {
  location?: CstNodeLocation;
  name: "typeName";
  children: TypeNameCstChildren;
}

interface TypeNameCstChildren {
  Identifier: IToken[];
  LeftParenthesis?: IToken[];
  type?: TypeCstNode[];
  Comma?: IToken[];
  RightParenthesis?: IToken[];
  shape?: ShapeCstNode[];
}

export interface BodyCstNode {
  location?: CstNodeLocation;
  name: "body";
  children: BodyCstChildren;
}

interface BodyCstChildren {
  LeftBrace: IToken[];
  statement?: StatementCstNode[];
  Newline?: IToken[];
  RightBrace: IToken[];
}

export interface StatementCstNode {
  location?: CstNodeLocation;
  name: "statement";
  children: StatementCstChildren;
}

interface StatementCstChildren {
  inputStatement?: InputStatementCstNode[];
  outputStatement?: OutputStatementCstNode[];
  expectStatement?: ExpectStatementCstNode[];
  assertion?: AssertionCstNode[];
  results?: ResultsCstNode[];
  constant?: ConstantCstNode[];
  share?: ShareCstNode[];
  tap?: TapCstNode[];
  binding?: BindingCstNode[];
  chain?: ChainCstNode[];
}

export interface InputStatementCstNode {
  location?: CstNodeLocation;
  name: "inputStatement";
  children: InputStatementCstChildren;
}

interface InputStatementCstChildren {
  Training?: IToken[];
  Input: IToken[];
  Identifier: IToken[];
  Colon: IToken[];
  shape?: ShapeCstNode[];
  Class?: IToken[];
  picture?: PictureCstNode[];
}

export interface PictureCstNode {
  location?: CstNodeLocation;
  name: "picture";
  children: PictureCstChildren;
}

interface PictureCstChildren {
  Picture: IToken[];
  arguments: ArgumentsCstNode[];
}

export interface OutputStatementCstNode {
  location?: CstNodeLocation;
  name: "outputStatement";
  children: OutputStatementCstChildren;
}

interface OutputStatementCstChildren {
  Training?: IToken[];
  Output: IToken[];
  Identifier: IToken[];
  Assign?: IToken[];
  chain?: ChainCstNode[];
  labels?: LabelsCstNode[];
}

export interface LabelsCstNode {
  location?: CstNodeLocation;
  name: "labels";
  children: LabelsCstChildren;
}

interface LabelsCstChildren {
  Labels: IToken[];
  StringLiteral?: IToken[];
  LeftBracket?: IToken[];
  Comma?: IToken[];
  RightBracket?: IToken[];
}

export interface ExpectStatementCstNode {
  location?: CstNodeLocation;
  name: "expectStatement";
  children: ExpectStatementCstChildren;
}

interface ExpectStatementCstChildren {
  Expect: IToken[];
  expression: ExpressionCstNode[];
  When?: IToken[];
}

export interface AssertionCstNode {
  location?: CstNodeLocation;
  name: "assertion";
  children: AssertionCstChildren;
}

interface AssertionCstChildren {
  Assert: IToken[];
  expression: ExpressionCstNode[];
  Colon: IToken[];
  StringLiteral: IToken[];
}

export interface ResultsCstNode {
  location?: CstNodeLocation;
  name: "results";
  children: ResultsCstChildren;
}

interface ResultsCstChildren {
  Return: IToken[];
  chain: ChainCstNode[];
  Comma?: IToken[];
}

export interface ShareCstNode {
  location?: CstNodeLocation;
  name: "share";
  children: ShareCstChildren;
}

interface ShareCstChildren {
  Share: IToken[];
  Identifier: IToken[];
  Assign: IToken[];
  expression: ExpressionCstNode[];
}

export interface TapCstNode {
  location?: CstNodeLocation;
  name: "tap";
  children: TapCstChildren;
}

interface TapCstChildren {
  Tap: IToken[];
  Identifier: IToken[];
  Assign?: IToken[];
  chain?: ChainCstNode[];
}

export interface BindingCstNode {
  location?: CstNodeLocation;
  name: "binding";
  children: BindingCstChildren;
}

interface BindingCstChildren {
  Identifier: IToken[];
  Comma?: IToken[];
  Assign: IToken[];
  chain: ChainCstNode[];
}

export interface ChainCstNode {
  location?: CstNodeLocation;
  name: "chain";
  children: ChainCstChildren;
}

interface ChainCstChildren {
  element: ElementCstNode[];
  Arrow?: IToken[];
}

export interface ElementCstNode {
  location?: CstNodeLocation;
  name: "element";
  children: ElementCstChildren;
}

interface ElementCstChildren {
  join?: JoinCstNode[];
  layer?: LayerCstNode[];
  In?: IToken[];
  repeat?: RepeatCstNode[];
  loop?: LoopCstNode[];
  conditional?: ConditionalCstNode[];
  residual?: ResidualCstNode[];
  As?: IToken[];
  Identifier?: IToken[];
  Colon?: IToken[];
  shape?: ShapeCstNode[];
}

export interface LayerCstNode {
  location?: CstNodeLocation;
  name: "layer";
  children: LayerCstChildren;
}

interface LayerCstChildren {
  Identifier: IToken[];
  arguments?: ArgumentsCstNode[];
}

export interface ArgumentsCstNode {
  location?: CstNodeLocation;
  name: "arguments";
  children: ArgumentsCstChildren;
}

interface ArgumentsCstChildren {
  LeftParenthesis: IToken[];
  argument?: ArgumentCstNode[];
  Comma?: IToken[];
  RightParenthesis: IToken[];
}

export interface ArgumentCstNode {
  location?: CstNodeLocation;
  name: "argument";
  children: ArgumentCstChildren;
}

interface ArgumentCstChildren {
  Identifier?: IToken[];
  Colon?: IToken[];
  expression: ExpressionCstNode[];
}

export interface RepeatCstNode {
  location?: CstNodeLocation;
  name: "repeat";
  children: RepeatCstChildren;
}

interface RepeatCstChildren {
  Repeat: IToken[];
  expression: ExpressionCstNode[];
  As?: IToken[];
  Identifier?: IToken[];
  body: BodyCstNode[];
}

export interface LoopCstNode {
  location?: CstNodeLocation;
  name: "loop";
  children: LoopCstChildren;
}

interface LoopCstChildren {
  For: IToken[];
  pattern: PatternCstNode[];
  In: IToken[];
  expression: ExpressionCstNode[];
  As?: IToken[];
  Identifier?: IToken[];
  body: BodyCstNode[];
}

export interface PatternCstNode {
  location?: CstNodeLocation;
  name: "pattern";
  children: PatternCstChildren;
}

interface PatternCstChildren {
  Identifier?: IToken[];
  LeftParenthesis?: IToken[];
  Comma?: IToken[];
  RightParenthesis?: IToken[];
}

export interface ConditionalCstNode {
  location?: CstNodeLocation;
  name: "conditional";
  children: ConditionalCstChildren;
}

interface ConditionalCstChildren {
  If: IToken[];
  expression: ExpressionCstNode[];
  body: BodyCstNode[];
  Else?: IToken[];
}

export interface ResidualCstNode {
  location?: CstNodeLocation;
  name: "residual";
  children: ResidualCstChildren;
}

interface ResidualCstChildren {
  Residual: IToken[];
  When?: IToken[];
  expression?: ExpressionCstNode[];
  body: BodyCstNode[];
  Shortcut?: IToken[];
}

export interface JoinCstNode {
  location?: CstNodeLocation;
  name: "join";
  children: JoinCstChildren;
}

interface JoinCstChildren {
  Joiner: IToken[];
  LeftBrace: IToken[];
  branch?: BranchCstNode[];
  Newline?: IToken[];
  RightBrace: IToken[];
}

export interface BranchCstNode {
  location?: CstNodeLocation;
  name: "branch";
  children: BranchCstChildren;
}

interface BranchCstChildren {
  Branch: IToken[];
  Identifier?: IToken[];
  Assign?: IToken[];
  body?: BodyCstNode[];
  chain?: ChainCstNode[];
}

export interface ShapeCstNode {
  location?: CstNodeLocation;
  name: "shape";
  children: ShapeCstChildren;
}

interface ShapeCstChildren {
  LeftBracket: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
}

export interface ExpressionCstNode {
  location?: CstNodeLocation;
  name: "expression";
  children: ExpressionCstChildren;
}

interface ExpressionCstChildren {
  choice?: ChoiceCstNode[];
  terms?: TermsCstNode[];
}

export interface ChoiceCstNode {
  location?: CstNodeLocation;
  name: "choice";
  children: ChoiceCstChildren;
}

interface ChoiceCstChildren {
  If: IToken[];
  terms: TermsCstNode[];
  Then: IToken[];
  Else: IToken[];
}

export interface TermsCstNode {
  location?: CstNodeLocation;
  name: "terms";
  children: TermsCstChildren;
}

interface TermsCstChildren {
  operand: OperandCstNode[];
  BinaryOperator?: IToken[];
}

export interface OperandCstNode {
  location?: CstNodeLocation;
  name: "operand";
  children: OperandCstChildren;
}

interface OperandCstChildren {
  Minus?: IToken[];
  Not?: IToken[];
  NumberLiteral?: IToken[];
  Kernel?: IToken[];
  True?: IToken[];
  False?: IToken[];
  reference?: ReferenceCstNode[];
  tuple?: TupleCstNode[];
  list?: ListCstNode[];
}

export interface ReferenceCstNode {
  location?: CstNodeLocation;
  name: "reference";
  children: ReferenceCstChildren;
}

interface ReferenceCstChildren {
  Identifier?: IToken[];
  In?: IToken[];
  Dot?: IToken[];
  arguments?: ArgumentsCstNode[];
  LeftBracket?: IToken[];
  expression?: ExpressionCstNode[];
  RightBracket?: IToken[];
}

export interface ListCstNode {
  location?: CstNodeLocation;
  name: "list";
  children: ListCstChildren;
}

interface ListCstChildren {
  LeftBracket: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
}

export interface TupleCstNode {
  location?: CstNodeLocation;
  name: "tuple";
  children: TupleCstChildren;
}

interface TupleCstChildren {
  LeftParenthesis: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightParenthesis: IToken[];
}
