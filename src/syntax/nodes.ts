import type * as Ast from "./ast.js";

/** What a comment can stand beside. Types and most names are too small for that. */
export type Node =
  | Ast.File
  | Declaration
  | Ast.Parameter
  | Ast.Body
  | Ast.Statement
  | Ast.Picture
  | Ast.Element
  | Ast.Branch
  | Ast.Argument
  | Ast.ShapeExpression
  | Ast.Expression;

export type Declaration = Ast.Import | Ast.Constant | Ast.Definition;

/** Imports, constants and definitions in the order in which they are written. */
export function declarationsOf({ imports, constants, definitions }: Ast.File): readonly Declaration[] {
  return [...imports, ...constants, ...definitions].sort((a, b) => a.span.start - b.span.start);
}

/** Whether the branch is a chain that stands without braces. */
export function chainOf({ body }: Ast.Branch): Ast.Chain | undefined {
  const [only] = body.statements;
  return only?.kind === "chain" && only.span === body.span ? only : undefined;
}

/** The nodes directly inside another, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  const some = (...nodes: readonly (Node | undefined)[]): readonly Node[] =>
    nodes.filter((child) => child !== undefined);
  switch (node.kind) {
    case "file":
      return declarationsOf(node);
    case "block":
    case "model":
      return some(...node.parameters, node.takes, ...(node.gives ?? []), node.body);
    case "parameter":
      return some(node.default);
    case "body":
      return node.statements;
    case "constant":
    case "argument":
      return [node.value];
    case "input":
      return some(node.shape, node.picture);
    case "output":
    case "tap":
      return some(node.chain);
    case "expect":
      return some(node.relation, node.when);
    case "assert":
      return [node.condition];
    case "return":
      return node.chains;
    case "share":
      return [node.layer];
    case "binding":
      return [node.chain];
    case "chain":
      return node.elements;
    case "picture":
    case "call":
      return node.arguments;
    case "layer":
      return some(...(node.arguments ?? []), node.shape);
    case "repeat":
      return some(node.count, node.body, node.shape);
    case "for":
      return some(node.list, node.body, node.shape);
    case "if":
      return some(...node.arms.flatMap((arm) => [arm.condition, arm.body]), node.otherwise, node.shape);
    case "residual":
      return some(node.when, node.body, node.shortcut, node.shape);
    case "join":
      return some(...node.branches, node.shape);
    case "branch":
      return [chainOf(node) ?? node.body];
    case "shape":
      return node.extents;
    case "tuple":
    case "list":
      return node.items;
    case "index":
      return [node.of, node.index];
    case "choice":
      return [...node.arms.flatMap((arm) => [arm.condition, arm.value]), node.otherwise];
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "in":
      return some(node.shape);
    case "import":
    case "number":
    case "kernel":
    case "boolean":
    case "reference":
    case "field":
      return [];
  }
}
