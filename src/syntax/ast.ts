import type { Span } from "../diagnostics/diagnostic.js";

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface File {
  readonly kind: "file";
  readonly path: string;
  readonly imports: readonly Import[];
  readonly constants: readonly Constant[];
  readonly definitions: readonly Definition[];
  /** Names in what a syntax error has left of no declaration, any of which may have been declared there. */
  readonly lost: readonly string[];
  readonly span: Span;
}

export interface Import {
  readonly kind: "import";
  readonly names: readonly Name[];
  /** The path as written, without its quotes. */
  readonly from: Name;
  readonly span: Span;
}

/** A name for the value of an expression, at file level or in a body. */
export interface Constant {
  readonly kind: "constant";
  readonly name: Name;
  readonly exported: boolean;
  readonly type: Type | undefined;
  readonly value: Expression;
  readonly span: Span;
}

/** A block, which other definitions call, or a model, which is compiled. */
export interface Definition {
  readonly kind: "block" | "model";
  readonly name: Name;
  readonly exported: boolean;
  readonly parameters: readonly Parameter[];
  /** Shape of the value that enters a block, where its signature says so. */
  readonly takes: ShapeExpression | undefined;
  /** Shapes of the values that a block gives, where its signature says so. */
  readonly gives: readonly ShapeExpression[] | undefined;
  readonly body: Body;
  readonly doc: string;
  readonly span: Span;
}

export interface Parameter {
  readonly kind: "parameter";
  readonly name: Name;
  /** Absent in `c1, c2: int` for all but the last: the next type that is written holds. */
  readonly type: Type | undefined;
  readonly default: Expression | undefined;
  readonly span: Span;
}

export type Type =
  | { readonly kind: "int" | "float" | "bool" | "kernel" | "padding" | "layer"; readonly span: Span }
  | { readonly kind: "tensor"; readonly shape: ShapeExpression | undefined; readonly span: Span }
  | { readonly kind: "list"; readonly item: Type; readonly span: Span }
  | { readonly kind: "tuple"; readonly items: readonly Type[]; readonly span: Span }
  | { readonly kind: "word"; readonly words: readonly Name[]; readonly span: Span };

export interface Body {
  readonly kind: "body";
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export type Statement = Input | Output | Expect | Assert | Results | Constant | Share | Tap | Binding | Chain;

export interface Input {
  readonly kind: "input";
  readonly name: Name;
  /** Absent where it is a single class. */
  readonly shape: ShapeExpression | undefined;
  /** Whether it holds classes, counted from 0, instead of numbers. */
  readonly classes: boolean;
  /** Whether it exists in training only. */
  readonly training: boolean;
  readonly picture: Picture | undefined;
  readonly span: Span;
}

export interface Picture {
  readonly kind: "picture";
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface Output {
  readonly kind: "output";
  readonly name: Name;
  /** Absent where the output is a value that is bound already. */
  readonly chain: Chain | undefined;
  readonly labels: Labels | undefined;
  /** Whether it exists in training only. */
  readonly training: boolean;
  readonly doc: string;
  readonly span: Span;
}

/** What the features or channels of an output stand for. */
export interface Labels {
  readonly kind: "labels";
  /** The path of a file as written, without its quotes; absent where the labels stand here. */
  readonly from: Name | undefined;
  readonly items: readonly Name[];
  readonly span: Span;
}

export interface Expect {
  readonly kind: "expect";
  readonly relation: Expression;
  readonly when: Expression | undefined;
  readonly span: Span;
}

export interface Assert {
  readonly kind: "assert";
  readonly condition: Expression;
  /** Text, and references and fields whose values are filled in. */
  readonly message: readonly (string | Expression)[];
  readonly span: Span;
}

/** The values that a block gives. */
export interface Results {
  readonly kind: "return";
  readonly chains: readonly Chain[];
  readonly span: Span;
}

/** A layer whose weights are the same wherever it is applied. */
export interface Share {
  readonly kind: "share";
  readonly name: Name;
  readonly layer: Expression;
  readonly span: Span;
}

/** A value that a compile may be asked to show. */
export interface Tap {
  readonly kind: "tap";
  readonly name: Name;
  /** Absent where it is a value that is bound already. */
  readonly chain: Chain | undefined;
  readonly doc: string;
  readonly span: Span;
}

/** Several names take several values apart. */
export interface Binding {
  readonly kind: "binding";
  readonly names: readonly Name[];
  readonly chain: Chain;
  readonly span: Span;
}

export interface Chain {
  readonly kind: "chain";
  readonly elements: readonly Element[];
  readonly span: Span;
}

export type Element = Layer | Entering | Repeat | Loop | Conditional | Residual | Join;

interface ElementBase {
  /** The shape that the element's result must have. */
  readonly shape: ShapeExpression | undefined;
  readonly span: Span;
}

/** An operator or block applied, or, at the start of a chain, a bound value. */
export interface Layer extends ElementBase {
  readonly kind: "layer";
  readonly callee: Name;
  /** Absent where there are no parentheses. */
  readonly arguments: readonly Argument[] | undefined;
  readonly alias: Name | undefined;
}

/** `in`, the value that entered the innermost body. */
interface Entering extends ElementBase {
  readonly kind: "in";
}

export interface Repeat extends ElementBase {
  readonly kind: "repeat";
  readonly count: Expression;
  readonly index: Name | undefined;
  readonly body: Body;
}

/** A body for each item of a list; several names take an item apart. */
export interface Loop extends ElementBase {
  readonly kind: "for";
  readonly names: readonly Name[];
  /** Whether the names stand in parentheses. */
  readonly apart: boolean;
  readonly list: Expression;
  readonly index: Name | undefined;
  readonly body: Body;
}

export interface Conditional extends ElementBase {
  readonly kind: "if";
  readonly arms: readonly { readonly condition: Expression; readonly body: Body }[];
  readonly otherwise: Body | undefined;
}

export interface Residual extends ElementBase {
  readonly kind: "residual";
  /** Where it does not hold, there is only the body. */
  readonly when: Expression | undefined;
  readonly body: Body;
  readonly shortcut: Body | undefined;
  readonly alias: Name | undefined;
}

/** Branches that the joiner, `concat`, `add` and the like, makes one value of. */
export interface Join extends ElementBase {
  readonly kind: "join";
  readonly joiner: Name;
  readonly branches: readonly Branch[];
  readonly alias: Name | undefined;
}

export interface Branch {
  readonly kind: "branch";
  readonly name: Name | undefined;
  readonly body: Body;
  readonly span: Span;
}

export interface Argument {
  readonly kind: "argument";
  readonly name: Name | undefined;
  readonly value: Expression;
  readonly span: Span;
}

/** Extents without the batch. `_` stands for any, where a shape is checked. */
export interface ShapeExpression {
  readonly kind: "shape";
  readonly extents: readonly Expression[];
  readonly span: Span;
}

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type BinaryOperator = Comparison | Arithmetic | "and" | "or";

export type Expression =
  | {
      readonly kind: "number";
      readonly value: number;
      readonly integer: boolean;
      /** As it is written. */
      readonly literal: string;
      readonly span: Span;
    }
  | { readonly kind: "kernel"; readonly extents: readonly number[]; readonly span: Span }
  | { readonly kind: "boolean"; readonly value: boolean; readonly span: Span }
  | { readonly kind: "reference"; readonly name: Name; readonly span: Span }
  /** `of` is a bound value or `in`. */
  | { readonly kind: "field"; readonly of: Name; readonly field: Name; readonly span: Span }
  | {
      readonly kind: "call";
      readonly callee: Name;
      readonly arguments: readonly Argument[];
      readonly span: Span;
    }
  | { readonly kind: "tuple" | "list"; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression; readonly span: Span }
  | {
      readonly kind: "choice";
      readonly arms: readonly { readonly condition: Expression; readonly value: Expression }[];
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "unary";
      readonly operator: "-" | "not";
      readonly operand: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    };
