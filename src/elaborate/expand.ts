import type { Span } from "../diagnostics/diagnostic.js";
import type { GraphBuilder } from "../ir/builder.js";
import { sameShape, showShape, type Shape } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type * as Ast from "../syntax/ast.js";
import { matchArguments } from "./arguments.js";
import type { Budget } from "./budget.js";
import { expectation, type Expectation } from "./expectations.js";
import type { Evaluator } from "./expressions.js";
import { called, callSpan, localName, scoped, traced, type Frame } from "./frame.js";
import type { LayerMaker } from "./layers.js";
import type { FileScope, Linked, OperatorDefinitions } from "./link.js";
import { branchName, numberSites } from "./numbering.js";
import { joins, reportMisfit, reportUnequalPaths } from "./joins.js";
import { pictureOf } from "./picture.js";
import type { Report } from "./report.js";
import { Scope, showTrail, type Flow } from "./scope.js";
import { formals } from "./signature.js";

/** What all of an expansion shares. */
export interface Context {
  readonly files: ReadonlyMap<string, FileScope>;
  readonly operators: OperatorDefinitions;
  /** Calls that would never end; reported, and left out. */
  readonly recursive: ReadonlySet<Ast.Layer>;
  readonly builder: GraphBuilder;
  readonly layers: LayerMaker;
  readonly evaluator: Evaluator;
  readonly report: Report;
  readonly budget: Budget;
}

const none: Flow = { kind: "none" };
const unknown: Flow = { kind: "unknown" };
type Target = NonNullable<Linked["target"]>;

/** Writes a model out into nodes: blocks called, repeats unrolled, conditions decided. */
export class Expander {
  readonly expectations: Expectation[] = [];
  outputs = 0;
  private readonly names = new Map<Ast.Definition, Frame["names"]>();

  constructor(private readonly context: Context) {}

  model(target: Target, parameters: Scope): void {
    const frame: Frame = { ...this.definition(target), prefix: "", blocks: [], calls: [] };
    this.body(target.definition.body, parameters, none, frame);
  }

  private definition({ definition, file }: Target): Pick<Frame, "file" | "names"> {
    const names = this.names.get(definition) ?? numberSites(definition);
    this.names.set(definition, names);
    return { file: this.context.files.get(file) ?? new Map(), names };
  }

  /** The value that leaves a body. */
  private body(body: Ast.Body, outer: Scope, entering: Flow, frame: Frame): Flow {
    const { budget } = this.context;
    const scope = outer.inner(entering);
    const leave = budget.deeper(body.span, () => {
      let flow = entering;
      for (const statement of body.statements) {
        if (budget.exhausted) return unknown;
        flow = this.statement(statement, scope, flow, frame);
      }
      return flow;
    });
    return leave ?? unknown;
  }

  private statement(statement: Ast.Statement, scope: Scope, flow: Flow, frame: Frame): Flow {
    switch (statement.kind) {
      case "input": {
        const input = this.input(statement, scope, frame);
        scope.define(statement.name.text, { kind: "tensor", flow: input });
        return input;
      }
      case "output":
        return this.output(statement, scope, flow, frame);
      case "expect": {
        const found = expectation(statement, scope, this.context.evaluator);
        if (found) this.expectations.push(found);
        return flow;
      }
      case "binding": {
        const value = this.chain(statement.chain, scope, flow, frame);
        if (value.kind === "none") this.missing(statement.chain.span, frame);
        const bound = value.kind === "none" ? unknown : value;
        scope.define(statement.name.text, { kind: "tensor", flow: bound });
        return bound;
      }
      case "chain":
        return this.chain(statement, scope, flow, frame);
    }
  }

  private input({ name, shape, picture, span }: Ast.Input, scope: Scope, frame: Frame): Flow {
    const { builder, evaluator, layers, report } = this.context;
    const extents = this.extents(shape, scope, 1);
    if (extents === undefined || !layers.fits(extents, shape, frame)) return unknown;
    const how = picture && pictureOf(picture, extents, scope, evaluator, report);
    const value = builder.input(name.text, ["N", ...extents], how);
    return {
      kind: "value",
      value,
      trail: { label: name.text, shape: showShape(extents), span, previous: undefined },
    };
  }

  private output({ name, chain, doc }: Ast.Output, scope: Scope, flow: Flow, frame: Frame): Flow {
    this.outputs += 1;
    const entry = scope.lookup(name.text);
    const bound: Flow = entry?.kind === "tensor" ? entry.flow : unknown;
    const value = chain ? this.chain(chain, scope, flow, frame) : bound;
    if (value.kind === "none") this.missing(name.span, frame);
    if (value.kind === "value") this.context.builder.output(name.text, value.value, { kind: "output" }, doc);
    if (chain) scope.define(name.text, { kind: "tensor", flow: value });
    return chain ? value : flow;
  }

  private chain(chain: Ast.Chain, scope: Scope, entering: Flow, frame: Frame): Flow {
    let flow = entering;
    for (const element of chain.elements) {
      if (!this.context.budget.step(element.span)) return unknown;
      flow = this.element(element, scope, flow, frame);
      if (element.shape) flow = this.assertShape(element.shape, scope, flow, frame);
    }
    return flow;
  }

  private element(element: Ast.Element, scope: Scope, flow: Flow, frame: Frame): Flow {
    switch (element.kind) {
      case "layer":
        return this.layer(element, scope, flow, frame);
      case "in": {
        const entry = scope.lookup("in");
        if (entry?.kind === "tensor") return entry.flow;
        this.missing(element.span, frame);
        return unknown;
      }
      case "repeat":
        return this.repeat(element, scope, flow, frame);
      case "if":
        return this.conditional(element, scope, flow, frame);
      case "residual":
        return this.residual(element, scope, flow, frame);
      case "concat":
        return this.concat(element, scope, flow, frame);
    }
  }

  private layer(site: Ast.Layer, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { operators, layers } = this.context;
    const entry = scope.lookup(site.callee.text);
    if (entry) return entry.kind === "tensor" ? entry.flow : unknown;
    const linked = frame.file.get(site.callee.text);
    const definition = operators.get(site.callee.text);
    if (linked?.target) return this.block(linked.target, site, scope, flow, frame);
    if (linked || definition?.syntax.kind !== "call") return unknown;
    if (flow.kind === "none") this.missing(site.callee.span, frame);
    return layers.apply(definition, site, flow, scope, frame);
  }

  private block(target: Target, site: Ast.Layer, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { definition } = target;
    const { layers, recursive } = this.context;
    if (definition.kind === "model" || recursive.has(site) || !layers.claim(site, frame)) return unknown;
    const parameters = new Scope();
    this.bindArguments(definition, site, scope, parameters);
    const inside = called(frame, site, this.definition(target));
    const left = this.body(definition.body, parameters, flow, inside);
    if (left.kind === "none") this.missing(callSpan(site), frame);
    if (left.kind !== "value") return unknown;
    const previous = flow.kind === "value" ? flow.trail : undefined;
    const trail = { label: localName(frame, site), shape: left.trail.shape, span: site.span, previous };
    return { ...left, trail };
  }

  /** Defines the parameters' values in `parameters`; a default may use the parameters before it. */
  private bindArguments(definition: Ast.Definition, site: Ast.Layer, scope: Scope, parameters: Scope): void {
    const { evaluator } = this.context;
    const list = formals(definition);
    const given = matchArguments(
      list.map(({ name }) => name),
      site.arguments ?? [],
    );
    for (const formal of list) {
      const what = `\`${formal.name}\` of \`${definition.name.text}\``;
      const argument = given.get(formal.name)?.value;
      const expression = argument ?? formal.default;
      const from = argument ? scope : parameters;
      const value = expression && evaluator.as(formal.type, expression, from, what);
      parameters.define(formal.name, { kind: "variable", value });
    }
  }

  private repeat(element: Ast.Repeat, scope: Scope, entering: Flow, frame: Frame): Flow {
    const { budget, evaluator } = this.context;
    const count = evaluator.int(element.count, scope, "`repeat`", 0);
    if (count === undefined || !budget.repeats(count, element.count.span)) return unknown;
    let flow = entering;
    for (let index = 0; index < count && budget.step(element.count.span); index += 1) {
      const iteration = new Scope(scope);
      if (element.index) {
        iteration.define(element.index.text, { kind: "variable", value: { kind: "int", value: index } });
      }
      flow = this.body(element.body, iteration, flow, scoped(frame, String(index)));
    }
    return flow;
  }

  private conditional(element: Ast.Conditional, scope: Scope, flow: Flow, frame: Frame): Flow {
    for (const { condition, body } of element.arms) {
      const holds = this.context.evaluator.bool(condition, scope, "`if`");
      if (holds === undefined) return unknown;
      if (holds) return this.body(body, scope, flow, frame);
    }
    return element.otherwise ? this.body(element.otherwise, scope, flow, frame) : flow;
  }

  private residual(element: Ast.Residual, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { layers, report } = this.context;
    const main = this.body(element.body, scope, flow, frame);
    const aside = scoped(frame, "shortcut");
    const shortcut = element.shortcut ? this.body(element.shortcut, scope, flow, aside) : flow;
    const keyword = { ...element.span, end: element.span.start + "residual".length };
    for (const path of [main, shortcut]) if (path.kind === "none") this.missing(keyword, frame);
    if (!layers.claim(element, frame) || main.kind !== "value" || shortcut.kind !== "value") return unknown;
    if (!sameShape(this.shapeOf(main), this.shapeOf(shortcut))) {
      reportUnequalPaths(keyword, main.trail, shortcut.trail, shortcut === flow, frame, report);
      return unknown;
    }
    return this.join("add", {}, [main, shortcut], element, keyword, frame);
  }

  private concat(element: Ast.Concat, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { layers, report } = this.context;
    const keyword = { ...element.span, end: element.span.start + "concat".length };
    const parts = element.branches.map((branch, index) => {
      const part = this.body(branch.body, scope, flow, scoped(frame, branchName(branch, index)));
      if (part.kind === "none") this.missing(branch.span, frame);
      return part;
    });
    const values = parts.filter((part) => part.kind === "value");
    const [first] = values;
    if (!layers.claim(element, frame) || first === undefined || values.length < parts.length) return unknown;
    const misfit = values.find((value) => !joins(this.shapeOf(first), this.shapeOf(value)));
    if (misfit) {
      reportMisfit(first.trail, misfit.trail, frame, report);
      return unknown;
    }
    return this.join("concat", { axis: 1 }, values, element, keyword, frame);
  }

  private join(
    op: string,
    attributes: { axis?: number },
    parts: readonly (Flow & { kind: "value" })[],
    element: Ast.Element,
    keyword: Span,
    frame: Frame,
  ): Flow {
    const inputs = parts.map(({ value }) => value);
    const result = this.context.layers.node(op, attributes, inputs, element, frame, parts[0]?.trail);
    if (!(result instanceof Problem)) return result;
    const labels = traced(frame, [{ span: keyword, text: "" }]);
    this.context.report.error(result.code, result.message, labels, result.help);
    return unknown;
  }

  private assertShape(expected: Ast.ShapeExpression, scope: Scope, flow: Flow, frame: Frame): Flow {
    const extents = this.extents(expected, scope, 0);
    if (extents === undefined || flow.kind !== "value") return flow;
    if (sameShape(extents, this.shapeOf(flow).slice(1))) return flow;
    const labels = [{ span: expected.span, text: `but it is ${flow.trail.shape}` }];
    const message = `expected ${showShape(extents)}, found ${flow.trail.shape}`;
    const help = `the shapes that led here: ${showTrail(flow.trail)}`;
    this.context.report.error("CNN0303", message, traced(frame, labels), help);
    return unknown;
  }

  private extents({ extents }: Ast.ShapeExpression, scope: Scope, min: number): number[] | undefined {
    const { evaluator } = this.context;
    const values = extents.map((extent) => evaluator.int(extent, scope, "an extent", min));
    return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
  }

  private shapeOf(flow: Flow & { kind: "value" }): Shape {
    return this.context.builder.typeOf(flow.value).shape;
  }

  private missing(span: Span, frame: Frame): void {
    const help = "write an `input`, or start the chain from a bound value";
    const labels = traced(frame, [{ span, text: "" }]);
    this.context.report.error("CNN0305", "there is no value here to work on", labels, help);
  }
}
