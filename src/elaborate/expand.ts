import type { GraphBuilder } from "../ir/builder.js";
import type * as Ast from "../syntax/ast.js";
import type { Budget } from "./budget.js";
import type { DefinitionTarget } from "./callee.js";
import { Contract } from "./contract.js";
import { defineConstant } from "./constants.js";
import { expectation, type Expectation } from "./expectations.js";
import { reportNothingEntered, type Evaluator } from "./expressions.js";
import { called, callSpan, localName, scoped, traced, type Frame } from "./frame.js";
import type { LayerMaker } from "./layers.js";
import { branchName, numberSites } from "../syntax/numbering.js";
import { keywordOf, type JoinMaker } from "./joins.js";
import type { PortMaker } from "./ports.js";
import type { Report } from "./report.js";
import type { Flow } from "./flow.js";
import type { FlowChecker } from "./flows.js";
import { Scope } from "./scope.js";
import { formals } from "./signature.js";
import { showValue, type Given, type LayerValue } from "./values.js";

/** What all of an expansion shares. */
export interface Context {
  /** The scope of each file, with its constants. */
  readonly files: ReadonlyMap<string, Scope>;
  readonly builder: GraphBuilder;
  readonly flows: FlowChecker;
  readonly ports: PortMaker;
  readonly layers: LayerMaker;
  readonly joins: JoinMaker;
  readonly evaluator: Evaluator;
  readonly report: Report;
  readonly budget: Budget;
}

const none: Flow = { kind: "none" };
const unknown: Flow = { kind: "unknown" };

/** Writes a model out into nodes: blocks called, repeats unrolled, conditions decided. */
export class Expander {
  readonly expectations: Expectation[] = [];
  /** Whether an assertion that does not hold has left a body unfinished. */
  isCut = false;
  private readonly names = new Map<Ast.Definition, Frame["names"]>();

  constructor(private readonly context: Context) {}

  model(definition: Ast.Definition, parameters: Scope): void {
    const frame: Frame = { names: this.namesOf(definition), prefix: "", weights: "", blocks: [], calls: [] };
    this.body(definition.body, parameters, none, frame);
  }

  private namesOf(definition: Ast.Definition): Frame["names"] {
    const names = this.names.get(definition) ?? numberSites(definition);
    this.names.set(definition, names);
    return names;
  }

  /** The value that leaves a body. */
  private body(body: Ast.Body, outer: Scope, entering: Flow, frame: Frame): Flow {
    const { budget } = this.context;
    const scope = outer.inner(entering);
    const leave = budget.deeper(body.span, () => {
      let flow = entering;
      for (const statement of body.statements) {
        if (budget.exhausted) return unknown;
        if (statement.kind === "assert" && !this.holds(statement, scope, frame)) {
          this.isCut = true;
          return unknown;
        }
        flow = this.statement(statement, scope, flow, frame);
      }
      return flow;
    });
    return leave ?? unknown;
  }

  private statement(statement: Ast.Statement, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { flows, ports } = this.context;
    switch (statement.kind) {
      case "input": {
        const input = ports.input(statement, scope, frame);
        scope.define(statement.name.text, { kind: "tensor", flow: input });
        return statement.training ? flow : input;
      }
      case "output":
        return this.output(statement, scope, flow, frame);
      case "expect": {
        const found = expectation(statement, scope, this.context.evaluator);
        if (found) this.expectations.push(found);
        return flow;
      }
      case "constant":
        defineConstant(statement, scope, this.context.evaluator);
        return flow;
      case "assert": // It holds.
        return flow;
      case "return": {
        const results = statement.chains.map((chain) => {
          return flows.single(this.chain(chain, scope, flow, frame), chain.span, frame);
        });
        const [only] = results;
        return only && results.length === 1 ? only : { kind: "several", flows: results };
      }
      case "share":
        this.share(statement, scope, frame);
        return flow;
      case "tap":
        return this.tap(statement, scope, flow, frame);
      case "binding":
        return this.binding(statement, scope, flow, frame);
      case "chain":
        return this.chain(statement, scope, flow, frame);
    }
  }

  /** Whether what follows makes sense; where it does not, whoever wrote it says why. */
  private holds({ condition, message, span }: Ast.Assert, scope: Scope, frame: Frame): boolean {
    const { evaluator, report } = this.context;
    if (evaluator.bool(condition, scope, "`assert`") !== false) return true;
    const text = message.map((part) => (typeof part === "string" ? part : this.shown(part, scope))).join("");
    report.error("CNN0405", text, traced(frame, [{ span, text: "" }]));
    return false;
  }

  /** A part of a message: a value as it is written, or the shape of a tensor. */
  private shown(expression: Ast.Expression, scope: Scope): string {
    const entry = expression.kind === "reference" ? scope.lookup(expression.name.text) : undefined;
    if (entry?.kind === "tensor") return entry.flow.kind === "value" ? entry.flow.trail.shape : "unknown";
    const value = this.context.evaluator.evaluate(expression, scope);
    return value ? showValue(value) : "unknown";
  }

  /** A layer with a place of its own for its weights. */
  private share({ name, layer }: Ast.Share, scope: Scope, frame: Frame): void {
    const { evaluator, layers } = this.context;
    const value = evaluator.as({ kind: "layer" }, layer, scope, "`share`");
    const home = frame.weights + name.text;
    const isNew = layers.claimPath(frame.prefix + name.text, name.span, frame);
    const shared = value?.kind === "layer" && isNew ? { ...value, home } : undefined;
    scope.define(name.text, { kind: "variable", value: shared });
  }

  private binding({ names, chain }: Ast.Binding, scope: Scope, flow: Flow, frame: Frame): Flow {
    const value = this.chain(chain, scope, flow, frame);
    const [only] = names;
    if (only && names.length === 1) {
      const bound = this.context.flows.single(value, chain.span, frame);
      scope.define(only.text, { kind: "tensor", flow: bound });
      return bound;
    }
    const flows = value.kind === "several" ? value.flows : [value];
    if (value.kind !== "unknown" && flows.length !== names.length) {
      const found = flows.length === 1 ? "is one" : `are ${flows.length}`;
      const labels = traced(frame, [{ span: chain.span, text: `there ${found}` }]);
      this.context.report.error("CNN0309", `${names.length} names need as many values`, labels);
    }
    names.forEach(({ text }, index) => {
      const part = flows.length === names.length ? flows[index] : undefined;
      scope.define(text, { kind: "tensor", flow: part ?? unknown });
    });
    return value;
  }

  /** A mark on a value, which goes on as if it were not there. */
  private tap(statement: Ast.Tap, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { name, chain } = statement;
    const made = chain ? this.chain(chain, scope, flow, frame) : boundTo(name, scope);
    const value = this.context.ports.tap(statement, made, frame);
    if (!chain) return flow;
    scope.define(name.text, { kind: "tensor", flow: value });
    return value;
  }

  /** A training-only output stands aside: the value before it goes on. */
  private output(statement: Ast.Output, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { name, chain, training } = statement;
    const made = chain ? this.chain(chain, scope, flow, frame) : boundTo(name, scope);
    const value = this.context.ports.output(statement, made, frame);
    if (chain) scope.define(name.text, { kind: "tensor", flow: value });
    return chain && !training ? value : flow;
  }

  private chain(chain: Ast.Chain, scope: Scope, entering: Flow, frame: Frame): Flow {
    let flow = entering;
    for (const element of chain.elements) {
      if (!this.context.budget.step(element.span)) return unknown;
      if (element.kind === "in" && element !== chain.elements[0]) return unknown; // Reported with the names.
      flow = this.element(element, scope, flow, frame);
      if (element.shape) flow = this.context.flows.hold(element.shape, scope, flow, frame);
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
        reportNothingEntered(element.span, this.context.report);
        return unknown;
      }
      case "repeat":
        return this.repeat(element, scope, flow, frame);
      case "for":
        return this.loop(element, scope, flow, frame);
      case "if":
        return this.conditional(element, scope, flow, frame);
      case "residual":
        return this.residual(element, scope, flow, frame);
      case "join":
        return this.join(element, scope, flow, frame);
    }
  }

  private layer(site: Ast.Layer, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { evaluator, layers } = this.context;
    const entry = scope.lookup(site.callee.text);
    if (entry?.kind === "tensor") return entry.flow;
    const value = evaluator.named(site.callee, scope);
    if (value === undefined) return unknown;
    if (value.kind !== "layer") {
      evaluator.notALayer(value, site.callee.span);
      return unknown;
    }
    const layer = evaluator.give(value, site.callee, site.arguments ?? [], scope, true);
    if (layer === undefined) return unknown;
    const { callee } = layer;
    if (callee.kind === "block") return this.block(callee.target, layer, site, flow, frame);
    const entering = this.context.flows.single(flow, site.callee.span, frame);
    if (callee.kind === "split") return layers.split(layer, site, entering, frame);
    return layers.apply(callee.definition, layer, site, entering, frame);
  }

  private block(
    target: DefinitionTarget,
    { given, home }: LayerValue,
    site: Ast.Layer,
    flow: Flow,
    frame: Frame,
  ): Flow {
    const { definition } = target;
    const { flows, layers } = this.context;
    if (!layers.claim(site, frame)) return unknown;
    const entering = definition.takes ? flows.single(flow, callSpan(site), frame) : flow;
    const call = { definition, given, flow: entering, site, frame };
    const contract = new Contract(call, this.context);
    const parameters = this.parameters(target, given, contract);
    if (!contract.admits(parameters)) return unknown;
    const inside = called(frame, site, definition, this.namesOf(definition), home);
    const left = contract.result(
      this.body(definition.body, parameters, entering, inside),
      parameters,
      inside,
    );
    if (left.kind === "none") flows.missing(callSpan(site), frame);
    const previous = entering.kind === "value" ? entering.trail : undefined;
    const leaving = (one: Flow): Flow => {
      if (one.kind !== "value") return unknown;
      const trail = { label: localName(frame, site), shape: one.trail.shape, span: site.span, previous };
      return { ...one, trail };
    };
    return left.kind === "several" ? { ...left, flows: left.flows.map(leaving) } : leaving(left);
  }

  /** The scope of a block's parameters; a default may use the parameters before it, and names of extents. */
  private parameters({ definition, file }: DefinitionTarget, given: Given, contract: Contract): Scope {
    const { evaluator, files } = this.context;
    const scope = (files.get(file) ?? Scope.ofFile(new Map())).nested();
    contract.bind(scope);
    for (const formal of formals(definition)) {
      const what = `\`${formal.name}\` of \`${definition.name.text}\``;
      const argument = given.get(formal.name);
      const fallback = argument ? undefined : formal.default;
      const value = fallback ? evaluator.as(formal.type, fallback, scope, what) : argument?.value;
      const flow = value?.kind === "tensor" ? value.flow : unknown;
      const isTensor = formal.type.kind === "tensor";
      scope.define(formal.name, isTensor ? { kind: "tensor", flow } : { kind: "variable", value });
    }
    return scope;
  }

  private repeat(element: Ast.Repeat, scope: Scope, entering: Flow, frame: Frame): Flow {
    const { budget, evaluator } = this.context;
    const count = evaluator.int(element.count, scope, "`repeat`", 0);
    if (count === undefined || !budget.repeats(count, element.count.span)) return unknown;
    let flow = entering;
    for (let index = 0; index < count && budget.step(element.count.span); index += 1) {
      const iteration = scope.nested();
      if (element.index) {
        iteration.define(element.index.text, { kind: "variable", value: { kind: "int", value: index } });
      }
      flow = this.body(element.body, iteration, flow, scoped(frame, String(index)));
    }
    return flow;
  }

  private loop(element: Ast.Loop, scope: Scope, entering: Flow, frame: Frame): Flow {
    const { budget, evaluator } = this.context;
    const { names, apart, list, index: counter, body } = element;
    const items = evaluator.items(list, scope, apart ? names.length : undefined);
    if (items === undefined) return unknown;
    let flow = entering;
    for (const [index, parts] of items.entries()) {
      if (!budget.step(list.span)) return unknown;
      const iteration = scope.nested();
      names.forEach((name, place) => {
        iteration.define(name.text, { kind: "variable", value: parts[place] });
      });
      if (counter) iteration.define(counter.text, { kind: "variable", value: { kind: "int", value: index } });
      flow = this.body(body, iteration, flow, scoped(frame, String(index)));
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
    const { evaluator, joins, layers } = this.context;
    const holds = element.when ? evaluator.bool(element.when, scope.inner(flow), "`when`") : true;
    const keyword = keywordOf(element, "residual");
    if (flow.kind === "none") {
      this.context.flows.missing(keyword, frame);
      return unknown;
    }
    const main = this.body(element.body, scope, flow, frame);
    if (holds === undefined) return unknown;
    if (!holds) return main;
    const aside = scoped(frame, "shortcut");
    const shortcut = element.shortcut ? this.body(element.shortcut, scope, flow, aside) : flow;
    const [a, b] = [
      this.context.flows.single(main, keyword, frame),
      this.context.flows.single(shortcut, keyword, frame),
    ];
    if (!layers.claim(element, frame) || a.kind !== "value" || b.kind !== "value") return unknown;
    return joins.residual(element, a, b, shortcut === flow, frame);
  }

  private join(element: Ast.Join, scope: Scope, flow: Flow, frame: Frame): Flow {
    const { joins, layers } = this.context;
    const parts = element.branches.map((branch, index) => {
      const part = this.body(branch.body, scope, flow, scoped(frame, branchName(branch, index)));
      return this.context.flows.single(part, branch.span, frame);
    });
    const values = parts.filter((part) => part.kind === "value");
    if (!layers.claim(element, frame) || values.length < parts.length) return unknown;
    return joins.join(element, values, frame);
  }
}

function boundTo({ text }: Ast.Name, scope: Scope): Flow {
  const entry = scope.lookup(text);
  return entry?.kind === "tensor" ? entry.flow : unknown;
}
