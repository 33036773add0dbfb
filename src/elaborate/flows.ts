import type { Label, Span } from "../diagnostics/diagnostic.js";
import type { GraphBuilder } from "../ir/builder.js";
import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import { showTrail, type Flow } from "./flow.js";
import { traced, type Frame } from "./frame.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";
import { isAny } from "./signature.js";

const unknown: Flow = { kind: "unknown" };

/** Holds what flows against what the source says of it. */
export class FlowChecker {
  constructor(
    private readonly builder: GraphBuilder,
    private readonly evaluator: Evaluator,
    private readonly report: Report,
  ) {}

  /** The flow where it is one value, of numbers; reports what it is instead. */
  single(flow: Flow, span: Span, frame: Frame): Flow {
    if (flow.kind === "none") this.missing(span, frame);
    if (flow.kind === "several") {
      const help = "name them, as in a, b = …, and start the chain from one of them";
      const message = `there are ${flow.flows.length} values here, and one is needed`;
      this.report.error("CNN0309", message, traced(frame, [{ span, text: "" }]), help);
    }
    if (flow.kind !== "value") return unknown;
    if (this.builder.typeOf(flow.value).dtype === "f32") return flow;
    const help = `give them to a loss: cross_entropy(${flow.trail.label})`;
    const message = `\`${flow.trail.label}\` holds classes, and numbers are needed`;
    this.report.error("CNN0204", message, traced(frame, [{ span, text: "" }]), help);
    return unknown;
  }

  missing(span: Span, frame: Frame): void {
    const help = "write an `input`, or start the chain from a bound value";
    const labels = traced(frame, [{ span, text: "" }]);
    this.report.error("CNN0305", "there is no value here to work on", labels, help);
  }

  /** The flow where it has the shape that is written; `reasons` may say more of one that has not. */
  hold(
    shape: Ast.ShapeExpression,
    scope: Scope,
    flow: Flow,
    frame: Frame,
    reasons: (wanted: Wanted, actual: readonly number[]) => readonly Label[] = () => [],
  ): Flow {
    const wanted = this.wanted(shape, scope);
    if (!isKnown(wanted) || flow.kind !== "value") return flow;
    const actual = this.builder.typeOf(flow.value).shape.slice(1).map(Number);
    if (fitsShape(wanted, actual)) return flow;
    const labels = [{ span: shape.span, text: `but it is ${flow.trail.shape}` }, ...reasons(wanted, actual)];
    const message = `expected ${showWanted(wanted)}, found ${flow.trail.shape}`;
    const note = `the shapes that led here: ${showTrail(flow.trail)}`;
    this.report.error("CNN0303", message, traced(frame, labels), undefined, note);
    return unknown;
  }

  /** What a shape asks for; an extent is `undefined` where an error has left it unknown. */
  wanted({ extents }: Ast.ShapeExpression, scope: Scope): readonly (Wanted[number] | undefined)[] {
    return extents.map((extent) => (isAny(extent) ? "_" : this.evaluator.int(extent, scope, "an extent", 0)));
  }

  /** Extents of a tensor that is made. */
  extents({ extents }: Ast.ShapeExpression, scope: Scope): readonly number[] | undefined {
    const values = extents.map((extent) => this.evaluator.int(extent, scope, "an extent", 1));
    return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
  }
}

/** Extents without the batch, or words for those that may be any. */
export type Wanted = readonly (number | string)[];

export function isKnown(wanted: readonly (Wanted[number] | undefined)[]): wanted is Wanted {
  return wanted.length > 0 && wanted.every((extent) => extent !== undefined);
}

export function showWanted(wanted: Wanted): string {
  return `[${wanted.join(", ")}]`;
}

export function fitsShape(wanted: Wanted, actual: readonly number[]): boolean {
  return (
    wanted.length === actual.length &&
    wanted.every((extent, axis) => typeof extent === "string" || extent === actual[axis])
  );
}
