import type { Label, Span } from "../diagnostics/diagnostic.js";
import type { GraphBuilder } from "../ir/builder.js";
import type * as Ast from "../syntax/ast.js";
import type { Flow } from "./flow.js";
import { fitsShape, isKnown, showWanted, type FlowChecker, type Wanted } from "./flows.js";
import { callSpan, localName, traced, type Frame } from "./frame.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { dimsOf, formals } from "./signature.js";
import type { Given } from "./values.js";

type Value = Flow & { readonly kind: "value" };

/** A call of a block: what it is given, what enters, and where it stands. */
interface BlockCall {
  readonly definition: Ast.Definition;
  readonly given: Given;
  readonly flow: Flow;
  readonly site: Ast.Layer;
  readonly frame: Frame;
}

/** A value of a call of whose shape the block's signature speaks. */
interface Stated {
  /** Behind the shape, in messages: `` as `skip` ``. */
  readonly role: string;
  readonly shape: Ast.ShapeExpression;
  readonly value: Value;
  /** Where the call passes it. */
  readonly span: Span;
}

/** The extent that a name of the signature stands for, and the place that said so. */
interface Bound {
  readonly extent: number;
  readonly name: Ast.Name;
  readonly by: Stated;
}

/**
 * The shapes in a block's signature, held against the values of one call. A name that means nothing else is bound where
 * it is met first, tensor parameters coming before the value that enters; everything else is checked against it.
 */
export class Contract {
  private readonly stated: readonly Stated[];
  private readonly bound = new Map<string, Bound>();

  constructor(
    private readonly call: BlockCall,
    private readonly context: {
      readonly builder: GraphBuilder;
      readonly flows: FlowChecker;
      readonly report: Report;
    },
  ) {
    this.stated = this.statedValues();
  }

  /** Makes the names of extents known in the scope of the block's parameters. */
  bind(scope: Scope): void {
    const dims = dimsOf(this.call.definition, (name) => scope.lookup(name) !== undefined);
    const isDim = new Set(dims.map(({ text }) => text));
    for (const by of this.stated) {
      const actual = this.extentsOf(by.value);
      if (actual.length !== by.shape.extents.length) continue;
      by.shape.extents.forEach((extent, axis) => {
        if (extent.kind !== "reference" || !isDim.has(extent.name.text)) return;
        const { name } = extent;
        if (!this.bound.has(name.text)) this.bound.set(name.text, { extent: actual[axis] ?? 0, name, by });
      });
    }
    for (const { text } of dims) {
      const found = this.bound.get(text);
      scope.define(text, { kind: "variable", value: found && { kind: "int", value: found.extent } });
    }
  }

  /** Whether the values that the call passes have the shapes that the signature says; reports those that do not. */
  admits(scope: Scope): boolean {
    const { definition, site, frame } = this.call;
    const misfits = this.stated.filter((stated) => {
      const actual = this.extentsOf(stated.value);
      const wanted = this.wanted(stated, scope);
      if (wanted === undefined || fitsShape(wanted, actual)) return false;
      const shown = wanted.map((extent, axis) => this.binder(stated, axis)?.text ?? extent);
      const { trail } = stated.value;
      const made = trail.span === site.span ? [] : [{ span: trail.span, text: `gives ${trail.shape}` }];
      const labels = [
        { span: stated.span, text: `${stated.role === "" ? "gets" : "this is"} ${trail.shape}` },
        ...made,
        ...(wanted.length === actual.length
          ? this.reasons(stated.shape, wanted, actual)
          : [{ span: stated.shape.span, text: `of rank ${wanted.length}, not ${actual.length}` }]),
      ];
      const takes = `\`${definition.name.text}\` takes ${showWanted(shown)}${stated.role}`;
      const message = `${localName(frame, site)}: ${takes}, not ${trail.shape}`;
      this.context.report.error("CNN0301", message, traced(frame, labels));
      return true;
    });
    return misfits.length === 0;
  }

  /** What leaves the block's body, where it is what the signature says; `inside` is the frame of the body. */
  result(left: Flow, scope: Scope, inside: Frame): Flow {
    const { definition } = this.call;
    const shapes = definition.gives;
    if (shapes === undefined || left.kind === "none" || left.kind === "unknown") return left;
    const flows = left.kind === "several" ? left.flows : [left];
    if (flows.length !== shapes.length) {
      const labels = [{ span: definition.name.span, text: `it gives ${flows.length}` }];
      const message = `the signature of \`${definition.name.text}\` says that it gives ${shapes.length} values`;
      this.context.report.error("CNN0309", message, traced(inside, labels));
      return { kind: "unknown" };
    }
    const held = flows.map((flow, index) => this.promised(flow, shapes[index], scope, inside));
    return left.kind === "several" ? { ...left, flows: held } : (held[0] ?? left);
  }

  private promised(flow: Flow, shape: Ast.ShapeExpression | undefined, scope: Scope, inside: Frame): Flow {
    if (shape === undefined) return flow;
    return this.context.flows.hold(shape, scope, flow, inside, (wanted, actual) =>
      this.reasons(shape, wanted, actual),
    );
  }

  private statedValues(): readonly Stated[] {
    const { definition, given, flow, site } = this.call;
    const call = callSpan(site);
    const tensors = formals(definition).flatMap(({ name, shape }): Stated[] => {
      const argument = given.get(name);
      const value = argument?.value?.kind === "tensor" ? argument.value.flow : undefined;
      if (shape === undefined || argument === undefined || value?.kind !== "value") return [];
      return [{ role: ` as \`${name}\``, shape, value, span: argument.span }];
    });
    const { takes } = definition;
    if (takes === undefined || flow.kind !== "value") return tensors;
    return [...tensors, { role: "", shape: takes, value: flow, span: call }];
  }

  /** What the signature asks for. A name that a value with another number of axes did not bind stands for itself. */
  private wanted({ shape, value }: Stated, scope: Scope): Wanted | undefined {
    const wanted = this.context.flows.wanted(shape, scope);
    if (isKnown(wanted)) return wanted;
    if (wanted.length === this.extentsOf(value).length) return undefined;
    return wanted.map((extent, axis) => {
      const written = shape.extents[axis];
      return extent ?? (written?.kind === "reference" ? written.name.text : "_");
    });
  }

  /** The name that this very extent binds. */
  private binder(stated: Stated, axis: number): Ast.Name | undefined {
    const extent = stated.shape.extents[axis];
    if (extent?.kind !== "reference") return undefined;
    const bound = this.bound.get(extent.name.text);
    return bound?.by === stated && bound.name === extent.name ? bound.name : undefined;
  }

  /** A label at each extent of the signature that does not fit, and at the names by which it is what it is. */
  private reasons(
    { extents }: Ast.ShapeExpression,
    wanted: Wanted,
    actual: readonly number[],
  ): readonly Label[] {
    if (wanted.length !== actual.length) return [];
    const misfits = extents.flatMap((extent, axis) =>
      fitsShape(wanted.slice(axis, axis + 1), actual.slice(axis, axis + 1)) ? [] : [{ extent, axis }],
    );
    const must = misfits.map(({ extent, axis }) => ({
      span: extent.span,
      text: `is ${wanted[axis] ?? ""} here, not ${actual[axis] ?? ""}`,
    }));
    const names = new Set(misfits.flatMap(({ extent }) => namesIn(extent)));
    const because = [...names].flatMap((text) => {
      const bound = this.bound.get(text);
      if (bound === undefined) return [];
      const { extent, name, by } = bound;
      return [{ span: name.span, text: `${text} is ${extent}, from ${by.value.trail.shape}${by.role}` }];
    });
    return [...must, ...because];
  }

  private extentsOf({ value }: Value): readonly number[] {
    return this.context.builder.typeOf(value).shape.slice(1).map(Number);
  }
}

/** The names in an arithmetic expression. */
function namesIn(expression: Ast.Expression): readonly string[] {
  if (expression.kind === "reference") return [expression.name.text];
  if (expression.kind === "unary") return namesIn(expression.operand);
  if (expression.kind === "binary") return [expression.left, expression.right].flatMap(namesIn);
  return expression.kind === "call" ? expression.arguments.flatMap(({ value }) => namesIn(value)) : [];
}
