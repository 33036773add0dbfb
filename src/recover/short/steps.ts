import type { OperatorDefinition } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";

/** A body as a sequence: what data flows through, and statements that mark where it has come. */
export type Step =
  | { readonly kind: "element"; readonly element: Ast.Element }
  | {
      readonly kind: "mark";
      readonly statement: Ast.Statement;
      /** Whether the statement's chain is what stands before it. */
      readonly closes: boolean;
    };

export function stepsOf({ statements }: Ast.Body): readonly Step[] {
  return statements.flatMap((statement): readonly Step[] => {
    if (statement.kind === "chain") return statement.elements.map(step);
    const chain = statement.kind === "return" || !("chain" in statement) ? undefined : statement.chain;
    const mark: Step = { kind: "mark", statement, closes: chain !== undefined };
    return [...(chain?.elements ?? []).map(step), mark];
  });
}

export function step(element: Ast.Element): Step {
  return { kind: "element", element };
}

/** Whether an element begins with a value that is there already. */
export function isStart(element: Ast.Element, values: ReadonlySet<string>): boolean {
  return element.kind === "in" || (element.kind === "layer" && values.has(element.callee.text));
}

/** A line for each layer with what belongs to it behind it, as a person would break them. */
export function bodyOf(
  steps: readonly Step[],
  values: ReadonlySet<string>,
  operators: ReadonlyMap<string, OperatorDefinition>,
): Ast.Body {
  const statements: Ast.Statement[] = [];
  let line: Ast.Element[] = [];
  const close = (): void => {
    if (line.length > 0) statements.push(make.chain(line));
    line = [];
  };
  for (const one of steps) {
    if (one.kind === "mark") {
      const chain = make.chain(line);
      if (!one.closes) close();
      statements.push(one.closes ? ({ ...one.statement, chain } as Ast.Statement) : one.statement);
      line = [];
      continue;
    }
    const last = line.at(-1);
    const goesOn = last && goesOnWith(last, one.element, line.length, values, operators);
    if (!goesOn) close();
    line.push(one.element);
  }
  close();
  return make.body(statements);
}

function goesOnWith(
  last: Ast.Element,
  next: Ast.Element,
  length: number,
  values: ReadonlySet<string>,
  operators: ReadonlyMap<string, OperatorDefinition>,
): boolean {
  if (isStart(next, values)) return false;
  if (length === 1 && isStart(last, values)) return true;
  return last.kind === "layer" && operators.has(last.callee.text) && isTail(next, operators);
}

/** Whether an element belongs to the layer before it: what works element by element, and normalisation. */
export function isTail(element: Ast.Element, operators: ReadonlyMap<string, OperatorDefinition>): boolean {
  if (element.kind !== "layer") return false;
  const operator = operators.get(element.callee.text);
  if (operator === undefined) return false;
  const { elementwise, inferenceIdentity } = operator.traits;
  return elementwise !== undefined || inferenceIdentity || isNormalisation(element);
}

export function isNormalisation(element: Ast.Element): boolean {
  return element.kind === "layer" && element.callee.text.endsWith("norm");
}

/** An element with other bodies inside. */
export function withBodies(element: Ast.Element, change: (body: Ast.Body) => Ast.Body): Ast.Element {
  switch (element.kind) {
    case "layer":
    case "in":
      return element;
    case "repeat":
    case "for":
      return { ...element, body: change(element.body) };
    case "if":
      return {
        ...element,
        arms: element.arms.map((arm) => ({ ...arm, body: change(arm.body) })),
        otherwise: element.otherwise && change(element.otherwise),
      };
    case "residual":
      return {
        ...element,
        body: change(element.body),
        shortcut: element.shortcut && change(element.shortcut),
      };
    case "join":
      return {
        ...element,
        branches: element.branches.map((branch) => {
          return { ...make.branch(branch.name?.text, change(branch.body)) };
        }),
      };
  }
}

/** Names of values that a definition binds, wherever in it. */
export function valuesOf({ parameters, body }: Ast.Definition): ReadonlySet<string> {
  const tensors = parameters.filter(({ type }) => type?.kind === "tensor").map(({ name }) => name.text);
  return new Set([...tensors, ...boundIn(body)]);
}

function boundIn(body: Ast.Body): readonly string[] {
  return body.statements.flatMap((statement) => {
    const names =
      statement.kind === "binding"
        ? statement.names
        : "name" in statement && statement.kind !== "share" && statement.kind !== "constant"
          ? [statement.name]
          : [];
    const elements = statement.kind === "chain" ? statement.elements : [];
    const chained = "chain" in statement && statement.chain ? statement.chain.elements : [];
    const inner: string[] = [];
    for (const element of [...elements, ...chained]) {
      withBodies(element, (nested) => {
        inner.push(...boundIn(nested));
        return nested;
      });
    }
    return [...names.map(({ text }) => text), ...inner];
  });
}
