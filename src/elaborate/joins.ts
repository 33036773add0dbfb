import type { Span } from "../diagnostics/diagnostic.js";
import { broadcastShape } from "../ir/broadcast.js";
import type { GraphBuilder } from "../ir/builder.js";
import { sameShape, type Attributes, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type * as Ast from "../syntax/ast.js";
import { traced, type Frame } from "./frame.js";
import type { LayerMaker } from "./layers.js";
import type { Report } from "./report.js";
import { showTrail, type Flow } from "./flow.js";

type Value = Flow & { readonly kind: "value" };

/** How the operator of a joiner's name makes one value of several. */
interface Joiner {
  /** Branches that it needs at least. */
  readonly least: number;
  readonly attributes: Attributes;
  /** Whether all branches are operands of one node; else each is joined to the result of those before it. */
  readonly together: boolean;
  suits(a: Shape, b: Shape): boolean;
  /** What cannot be done with two values that do not suit. */
  fails(a: string, b: string): string;
  readonly help: string;
}

const elementwise = (fails: Joiner["fails"]): Joiner => ({
  least: 2,
  attributes: {},
  together: false,
  suits: broadcasts,
  fails,
  help: "they need as many axes, of equal extents, or 1 where a value is repeated: [C, 1, 1] scales channels",
});

const joiners: Readonly<Record<string, Joiner>> = {
  concat: {
    least: 1,
    attributes: { axis: 1 },
    together: true,
    suits: besides,
    fails: (a, b) => `cannot join ${a} and ${b} on channels`,
    help: "all extents but the channels must be equal",
  },
  add: elementwise((a, b) => `cannot add ${a} and ${b}`),
  sub: elementwise((a, b) => `cannot subtract ${b} from ${a}`),
  mul: elementwise((a, b) => `cannot multiply ${a} by ${b}`),
  div: elementwise((a, b) => `cannot divide ${a} by ${b}`),
  maximum: elementwise((a, b) => `cannot take the larger of ${a} and ${b}`),
  minimum: elementwise((a, b) => `cannot take the smaller of ${a} and ${b}`),
};

export function joinerNamed(name: string): Joiner | undefined {
  return Object.hasOwn(joiners, name) ? joiners[name] : undefined;
}

/** Whether two values differ in nothing but their channels. */
function besides(a: Shape, b: Shape): boolean {
  return a.length > 1 && a.length === b.length && a.every((dim, axis) => axis === 1 || dim === b[axis]);
}

/** Values of different rank are not aligned: the batch of one would meet another axis of the other. */
function broadcasts(a: Shape, b: Shape): boolean {
  return a.length === b.length && broadcastShape([a, b]) !== undefined;
}

/** Makes the nodes where paths meet. */
export class JoinMaker {
  constructor(
    private readonly builder: GraphBuilder,
    private readonly layers: LayerMaker,
    private readonly report: Report,
  ) {}

  /** The sum of a residual; `passed` where the shortcut is the entering value itself. */
  residual(site: Ast.Residual, main: Value, shortcut: Value, passed: boolean, frame: Frame): Flow {
    const keyword = keywordOf(site, "residual");
    if (sameShape(this.shapeOf(main), this.shapeOf(shortcut))) {
      return this.node("add", {}, [main, shortcut], site, keyword, frame);
    }
    const labels = [
      { span: keyword, text: "these are added" },
      { span: main.trail.span, text: `the main path ends in ${main.trail.shape}` },
      {
        span: shortcut.trail.span,
        text: `the shortcut ${passed ? "passes on" : "ends in"} ${shortcut.trail.shape}`,
      },
    ];
    const message = `cannot add ${main.trail.shape} and ${shortcut.trail.shape}`;
    const help = "write a `shortcut { … }` that gives the main path's shape; none is guessed";
    const note = `main path: ${showTrail(main.trail)}\nshortcut: ${showTrail(shortcut.trail)}`;
    this.report.error("CNN0304", message, traced(frame, labels), help, note);
    return { kind: "unknown" };
  }

  /** What the joiner makes of its branches. */
  join(site: Ast.Join, parts: readonly Value[], frame: Frame): Flow {
    const operator = site.joiner.text;
    const joiner = joinerNamed(operator);
    const [first, ...others] = parts;
    if (joiner === undefined || first === undefined || parts.length < joiner.least)
      return { kind: "unknown" };
    const node = (inputs: readonly Value[]): Flow =>
      this.node(operator, joiner.attributes, inputs, site, site.joiner.span, frame);

    let joined: Flow = first;
    for (const part of others) {
      if (joined.kind !== "value") return joined;
      if (!joiner.suits(this.shapeOf(joined), this.shapeOf(part))) {
        this.misfit(joiner, first, joined, part, frame);
        return { kind: "unknown" };
      }
      if (!joiner.together) joined = node([joined, part]);
    }
    return joiner.together ? node(parts) : joined;
  }

  private misfit(joiner: Joiner, first: Value, joined: Value, misfit: Value, frame: Frame): void {
    const before = joined === first ? "the first one ends in" : "the first ones give";
    const labels = [
      { span: misfit.trail.span, text: `this branch ends in ${misfit.trail.shape}` },
      { span: first.trail.span, text: `${before} ${joined.trail.shape}` },
    ];
    const message = joiner.fails(joined.trail.shape, misfit.trail.shape);
    const note = `this branch: ${showTrail(misfit.trail)}\nfirst branch: ${showTrail(first.trail)}`;
    this.report.error("CNN0304", message, traced(frame, labels), joiner.help, note);
  }

  private node(
    op: string,
    attributes: Attributes,
    parts: readonly Value[],
    site: Ast.Element,
    keyword: Span,
    frame: Frame,
  ): Flow {
    const inputs = parts.map(({ value }) => value);
    const result = this.layers.node(op, attributes, inputs, site, frame, parts[0]?.trail);
    if (!(result instanceof Problem)) return result;
    const labels = traced(frame, [{ span: keyword, text: "" }]);
    this.report.error(result.code, result.message, labels, result.help);
    return { kind: "unknown" };
  }

  private shapeOf({ value }: Value): Shape {
    return this.builder.typeOf(value).shape;
  }
}

/** The word with which a construct begins. */
export function keywordOf({ span }: Ast.Element, word: string): Span {
  return { ...span, end: span.start + word.length };
}
