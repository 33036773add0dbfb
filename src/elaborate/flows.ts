import type { Span } from "../diagnostics/diagnostic.js";
import type { GraphBuilder } from "../ir/builder.js";
import { sameShape, showShape, type Shape } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import { showTrail, type Flow } from "./flow.js";
import { traced, type Frame } from "./frame.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";

const unknown: Flow = { kind: "unknown" };

/** Holds what flows against what the source says of it. */
export class FlowChecker {
  constructor(
    private readonly builder: GraphBuilder,
    private readonly evaluator: Evaluator,
    private readonly report: Report,
  ) {}

  /** The flow where it is one value; reports that there is none, or that there are several. */
  single(flow: Flow, span: Span, frame: Frame): Flow {
    if (flow.kind === "none") this.missing(span, frame);
    if (flow.kind === "several") {
      const help = "name them, as in a, b = …, and start the chain from one of them";
      const message = `there are ${flow.flows.length} values here, and one is needed`;
      this.report.error("CNN0309", message, traced(frame, [{ span, text: "" }]), help);
    }
    return flow.kind === "value" ? flow : unknown;
  }

  missing(span: Span, frame: Frame): void {
    const help = "write an `input`, or start the chain from a bound value";
    const labels = traced(frame, [{ span, text: "" }]);
    this.report.error("CNN0305", "there is no value here to work on", labels, help);
  }

  assertShape(expected: Ast.ShapeExpression, scope: Scope, flow: Flow, frame: Frame): Flow {
    const extents = this.extents(expected, scope, 0);
    if (extents === undefined || flow.kind !== "value") return flow;
    if (sameShape(extents, this.shapeOf(flow).slice(1))) return flow;
    const labels = [{ span: expected.span, text: `but it is ${flow.trail.shape}` }];
    const message = `expected ${showShape(extents)}, found ${flow.trail.shape}`;
    const help = `the shapes that led here: ${showTrail(flow.trail)}`;
    this.report.error("CNN0303", message, traced(frame, labels), help);
    return unknown;
  }

  extents({ extents }: Ast.ShapeExpression, scope: Scope, min: number): number[] | undefined {
    const values = extents.map((extent) => this.evaluator.int(extent, scope, "an extent", min));
    return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
  }

  private shapeOf(flow: Flow & { kind: "value" }): Shape {
    return this.builder.typeOf(flow.value).shape;
  }
}
