import type { OperatorDefinition } from "../../ops/definition.js";
import type * as Ast from "../../syntax/ast.js";
import { rewritten } from "../rewrite.js";
import { innerElements } from "./skeleton.js";
import { bodyOf, stepsOf, valuesOf, withBodies, type Step } from "./steps.js";
import { typeOfParameter } from "./types.js";

/** A definition that is being shortened. */
export interface Draft {
  readonly definition: Ast.Definition;
  /** Shape of the value that enters, as far as it is known. */
  readonly entering: Ast.ShapeExpression | undefined;
}

/** A stretch of a body, by its steps, and what is to stand there. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly element: Ast.Element;
}

/** The definitions of a file while blocks are found in them; the model is the last. */
export class Drafts {
  private marks = 0;

  constructor(
    readonly operators: ReadonlyMap<string, OperatorDefinition>,
    public all: readonly Draft[],
    private readonly isReserved: (name: string) => boolean,
  ) {}

  /** A mark that nothing else has. */
  readonly nextMark = (): string => {
    this.marks += 1;
    return `¤${this.marks}`;
  };

  get blocks(): readonly Ast.Definition[] {
    return this.all.slice(0, -1).map(({ definition }) => definition);
  }

  /** Blocks before those that call them. */
  inOrder(): readonly Draft[] {
    const ordered: Draft[] = [];
    const add = (draft: Draft): void => {
      if (ordered.includes(draft)) return;
      const elements = stepsOf(draft.definition.body).flatMap((one) =>
        one.kind === "element" ? innerElements(one.element) : [],
      );
      const called = new Set(
        elements.map((element) => (element.kind === "layer" ? element.callee.text : "")),
      );
      for (const other of this.all) if (called.has(other.definition.name.text)) add(other);
      ordered.push(draft);
    };
    for (const draft of this.all) add(draft);
    return ordered;
  }

  /** What blocks can call. */
  get callables(): ReadonlySet<string> {
    return new Set([...this.operators.keys(), "split", ...this.blocks.map(({ name }) => name.text)]);
  }

  isTaken(name: string): boolean {
    const isBlock = this.blocks.some((block) => block.name.text === name);
    return (
      isBlock || this.isReserved(name) || this.all.some(({ definition }) => valuesOf(definition).has(name))
    );
  }

  readonly typeOf = (callee: string, parameter: string): Ast.Type | undefined => {
    const operator = this.operators.get(callee);
    if (operator) return typeOfParameter(operator, parameter);
    const block = this.blocks.find(({ name }) => name.text === callee);
    return block?.parameters.find(({ name }) => name.text === parameter)?.type;
  };

  assembler(values: ReadonlySet<string>): (steps: readonly Step[]) => Ast.Body {
    return (steps) => bodyOf(steps, values, this.operators);
  }

  /** Puts elements in the places of stretches, by the bodies in which they are. */
  replace(replacements: ReadonlyMap<Ast.Body, readonly Replacement[]>): void {
    this.all = this.all.map((draft) => {
      const assemble = this.assembler(valuesOf(draft.definition));
      const replaced = (body: Ast.Body): Ast.Body => {
        const due = replacements.get(body) ?? [];
        const steps = stepsOf(body).flatMap((one, index): readonly Step[] => {
          const covering = due.find(({ from, to }) => from <= index && index < to);
          if (covering)
            return covering.from === index ? [{ kind: "element", element: covering.element }] : [];
          return one.kind === "mark"
            ? [one]
            : [{ kind: "element", element: withBodies(one.element, replaced) }];
        });
        return assemble(steps);
      };
      return { ...draft, definition: { ...draft.definition, body: replaced(draft.definition.body) } };
    });
  }
}

/** A tree with what marks stand for. */
export function filledIn<T>(tree: T, meanings: ReadonlyMap<string, Ast.Expression>): T {
  return rewritten(tree, (node) => {
    if ("kind" in node && node.kind === "reference") {
      const { name } = node as Extract<Ast.Expression, { kind: "reference" }>;
      return meanings.get(name.text) ?? node;
    }
    if (!("callee" in node)) return node;
    const meaning = meanings.get((node.callee as Ast.Name).text);
    return meaning?.kind === "reference" ? { ...node, callee: meaning.name } : node;
  });
}
