import type * as Ast from "../../syntax/ast.js";
import * as make from "../make.js";
import { keyOf } from "../rewrite.js";
import { sameAs } from "./calls.js";
import { groupOf, type Role } from "./roles.js";
import { stepsOf, type Step } from "./steps.js";

/** Where instances differ: what each of them has at one place. */
export interface Column {
  /** What stands for it until it is known what it is. */
  readonly mark: string;
  readonly values: readonly (Ast.Expression | undefined)[];
  readonly role: Role;
}

/** Instances of which one body is to stand for all are not alike enough. */
class NotAlike extends Error {}

/** What unification gives, or nothing where the instances are not alike. */
export function formOf<T>(unified: () => T): T | undefined {
  try {
    return unified();
  } catch (failure) {
    if (failure instanceof NotAlike) return undefined;
    throw failure;
  }
}

/** Finds the one form of bodies that are alike, and what they differ in. */
export class Unification {
  readonly columns: Column[] = [];
  private readonly marks = new Map<string, string>();
  /** For each instance, what names of its own are called in the form. */
  private readonly names: readonly Map<string, string>[];

  constructor(
    count: number,
    private readonly values: ReadonlySet<string>,
    private readonly nextMark: () => string,
    private readonly typeOf: (callee: string, parameter: string) => Ast.Type | undefined,
    private readonly assemble: (steps: readonly Step[]) => Ast.Body,
  ) {
    this.names = Array.from({ length: count }, () => new Map());
  }

  steps(instances: readonly (readonly Step[] | undefined)[]): readonly Step[] {
    const [longest = []] = instances.flatMap((steps) => (steps ? [steps] : []));
    return longest.map((_, index): Step => {
      const column = instances.map((steps) => steps?.[index]);
      const [first] = column.flatMap((one) => (one ? [one] : []));
      if (first?.kind === "element") {
        const elements = column.map((one) => {
          if (one && one.kind !== "element") throw new NotAlike();
          return one?.element;
        });
        return { kind: "element", element: this.element(elements) };
      }
      return this.mark(column);
    });
  }

  presence(of: string, present: readonly boolean[]): Ast.Expression {
    if (present.every(Boolean)) return make.boolean(true);
    return this.column(
      present.map((is) => make.boolean(is)),
      { kind: "presence", of },
    );
  }

  /** One expression for those of all instances. */
  column(values: readonly (Ast.Expression | undefined)[], role: Role): Ast.Expression {
    const some = values.flatMap((value) => (value ? [value] : []));
    const [first] = some;
    if (first === undefined) throw new NotAlike();
    if (some.every((value) => keyOf(value) === keyOf(first))) return first;
    const known = keyOf([role.kind === "extent" ? role.kind : groupOf(role), values]);
    const mark = this.marks.get(known) ?? this.nextMark();
    if (!this.marks.has(known)) this.columns.push({ mark, values, role });
    this.marks.set(known, mark);
    return make.reference(mark);
  }

  private mark(column: readonly (Step | undefined)[]): Step {
    const bindings = column.map((one) => {
      if (one === undefined) return undefined;
      if (one.kind !== "mark" || one.statement.kind !== "binding") throw new NotAlike();
      return one.statement;
    });
    const [first] = bindings.flatMap((binding) => (binding ? [binding] : []));
    if (first === undefined) throw new NotAlike();
    bindings.forEach((binding, instance) => {
      binding?.names.forEach(({ text }, index) => {
        this.names[instance]?.set(text, first.names[index]?.text ?? text);
      });
    });
    return { kind: "mark", statement: first, closes: true };
  }

  private element(instances: readonly (Ast.Element | undefined)[]): Ast.Element {
    const some = instances.flatMap((element) => (element ? [element] : []));
    const [first] = some;
    if (first === undefined || some.some(({ kind }) => kind !== first.kind)) throw new NotAlike();
    const shape = this.shape(instances.map((element) => element?.shape));
    switch (first.kind) {
      case "in":
        return { ...first, shape };
      case "layer": {
        const layers = instances.map((element) => (element?.kind === "layer" ? element : undefined));
        return { ...this.layer(layers, first), shape };
      }
      case "residual": {
        const residuals = instances.map((element) => (element?.kind === "residual" ? element : undefined));
        const body = this.body(residuals.map((residual) => residual?.body));
        return { ...first, body, shortcut: this.shortcut(residuals), shape };
      }
      case "join": {
        const joins = instances.map((element) => (element?.kind === "join" ? element : undefined));
        const branches = first.branches.map((branch, index) => {
          return make.branch(branch.name?.text, this.body(joins.map((join) => join?.branches[index]?.body)));
        });
        return { ...first, branches, shape };
      }
      case "repeat": {
        const repeats = instances.map((element) => (element?.kind === "repeat" ? element : undefined));
        const count = this.column(
          repeats.map((repeat) => repeat?.count),
          { kind: "count" },
        );
        return { ...first, count, body: this.body(repeats.map((repeat) => repeat?.body)), shape };
      }
      case "for":
      case "if":
        throw new NotAlike();
    }
  }

  private body(instances: readonly (Ast.Body | undefined)[]): Ast.Body {
    return this.assemble(this.steps(instances.map((body) => body && stepsOf(body))));
  }

  /** The shortcut of those instances that have one, around a condition where some have none. */
  private shortcut(residuals: readonly (Ast.Residual | undefined)[]): Ast.Body | undefined {
    const shortcuts = residuals.map((residual) => residual?.shortcut);
    if (shortcuts.every((shortcut) => shortcut === undefined)) return undefined;
    const body = this.body(shortcuts);
    const condition = this.presence(
      "project",
      shortcuts.map((shortcut) => shortcut !== undefined),
    );
    if (condition.kind === "boolean") return body;
    return make.body([make.chain([make.conditional([{ condition, body }], undefined)])]);
  }

  private layer(instances: readonly (Ast.Layer | undefined)[], first: Ast.Layer): Ast.Layer {
    const callees = instances.map((layer, instance) => {
      const text = layer?.callee.text;
      return text === undefined ? undefined : (this.names[instance]?.get(text) ?? text);
    });
    const some = callees.filter((callee) => callee !== undefined);
    const isOne = some.every((callee) => callee === some[0]);
    if (!isOne && !some.every((callee) => this.values.has(callee))) throw new NotAlike();
    // A value from around it becomes a parameter, even where all have the same.
    const isOuter = this.values.has(first.callee.text) && !this.names[0]?.has(first.callee.text);
    const callee = isOuter
      ? this.outer(callees.map((text) => (text === undefined ? undefined : make.reference(text))))
      : (some[0] ?? first.callee.text);
    const given = first.arguments?.map(({ name }, index) => {
      const values = instances.map((layer) => layer?.arguments?.[index]?.value);
      const [called, parameter] = [first.callee.text, name?.text ?? ""];
      const role = {
        kind: "argument",
        callee: called,
        parameter,
        type: this.typeOf(called, parameter),
      } as const;
      return make.argument(this.argument(values, role), name?.text);
    });
    return { ...first, callee: make.name(callee), arguments: given };
  }

  private outer(values: readonly (Ast.Expression | undefined)[]): string {
    const known = keyOf(["value", values]);
    const mark = this.marks.get(known) ?? this.nextMark();
    if (!this.marks.has(known)) this.columns.push({ mark, values, role: { kind: "value" } });
    this.marks.set(known, mark);
    return mark;
  }

  /** Padding is numbers or `same`, and kernels are one number, where that makes all of them one. */
  private argument(values: readonly (Ast.Expression | undefined)[], role: Role): Ast.Expression {
    const some = values.flatMap((value) => (value ? [value] : []));
    const paddings = some.map(sameAs);
    if (paddings.some((padding) => padding !== undefined)) {
      const numbers = values.map((value) => value && (sameAs(value) ?? value));
      const [first] = some;
      if (some.every((value) => keyOf(value) === keyOf(first))) return first ?? make.number(0);
      return paddings.includes(undefined)
        ? this.column(numbers, role)
        : make.callOf("same", [make.argument(make.number(1))]);
    }
    const isEven = (value: Ast.Expression): boolean =>
      value.kind !== "kernel" || value.extents.every((extent) => extent === value.extents[0]);
    const first = some[0];
    if (!some.every((value) => keyOf(value) === keyOf(first)) && some.every(isEven)) {
      const sides = values.map((value) =>
        value?.kind === "kernel" ? make.number(value.extents[0] ?? 1) : value,
      );
      return this.column(sides, role);
    }
    return this.column(values, role);
  }

  /** Only the channels of a result may be said by something that differs. */
  private shape(shapes: readonly (Ast.ShapeExpression | undefined)[]): Ast.ShapeExpression | undefined {
    const some = shapes.flatMap((shape) => (shape ? [shape] : []));
    const [first] = some;
    if (first === undefined || some.some(({ extents }) => extents.length !== first.extents.length))
      return undefined;
    const extents = first.extents.map((extent, axis) => {
      const values = shapes.map((shape) => shape?.extents[axis]);
      if (axis === 0) return this.column(values, { kind: "extent" });
      return some.every((shape) => keyOf(shape.extents[axis]) === keyOf(extent))
        ? extent
        : make.reference("_");
    });
    return { ...first, extents };
  }
}
