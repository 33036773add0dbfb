import type { Label } from "../diagnostics/diagnostic.js";
import type { GraphBuilder } from "../ir/builder.js";
import { elements, showShape, type Attributes, type Shape, type ValueId } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { Argument, OperatorDefinition, Parameter } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { matchArguments } from "./arguments.js";
import type { Budget } from "./budget.js";
import type { Evaluator } from "./expressions.js";
import { callSpan, localName, originOf, traced, type Frame } from "./frame.js";
import type { Report } from "./report.js";
import { type Flow, type Scope, type Trail } from "./scope.js";
import { toArgument } from "./values.js";

const maximumElements = 2 ** 31;
const unknown: Flow = { kind: "unknown" };

/** Makes the nodes and weights of single layers. */
export class LayerMaker {
  /** Paths of nodes and block instances, each with the place that took it. */
  private readonly paths = new Map<string, Label>();

  constructor(
    private readonly builder: GraphBuilder,
    private readonly evaluator: Evaluator,
    private readonly report: Report,
    private readonly budget: Budget,
  ) {}

  /** A call of an operator on the value that flows. */
  apply(definition: OperatorDefinition, site: Ast.Layer, flow: Flow, scope: Scope, frame: Frame): Flow {
    const values = this.arguments(definition, site, scope);
    if (!this.claim(site, frame) || values === undefined || flow.kind !== "value") return unknown;
    const given = matchArguments(
      parametersOf(definition).map(({ name }) => name),
      site.arguments ?? [],
    );
    const fail = (problem: Problem): Flow => {
      const argument = problem.parameter === undefined ? undefined : given.get(problem.parameter);
      const label = { span: argument?.value.span ?? callSpan(site), text: "" };
      const input = { span: flow.trail.span, text: `gives ${flow.trail.shape}` };
      const labels = input.span === site.span ? [label] : [label, input];
      const message = `${localName(frame, site)}: ${problem.message}`;
      this.report.error(problem.code, message, traced(frame, labels), problem.help);
      return unknown;
    };

    const input = this.builder.typeOf(flow.value);
    const attributes = definition.resolve(values, input);
    if (attributes instanceof Problem) return fail(attributes);
    const origin = originOf(frame, site);
    const inputs: ValueId[] = [flow.value];
    for (const { name, ...slot } of definition.weights(attributes, input)) {
      if (!this.fits(slot.shape, site, frame)) return unknown;
      inputs.push(this.builder.weight({ ...slot, path: `${origin.path}.${name}`, origin }));
    }
    const result = this.node(definition.name, attributes, inputs, site, frame, flow.trail);
    return result instanceof Problem ? fail(result) : result;
  }

  /** A node whose attributes and inputs are known. */
  node(
    op: string,
    attributes: Attributes,
    inputs: readonly ValueId[],
    site: Ast.Element,
    frame: Frame,
    previous: Trail | undefined,
  ): Flow | Problem {
    const origin = originOf(frame, site);
    if (!this.budget.node(origin.path, site.span)) return unknown;
    const results = this.builder.tryNode({ op, attributes, inputs, origin });
    if (results instanceof Problem) return results;
    const [value] = results;
    if (value === undefined) return unknown;
    const { shape } = this.builder.typeOf(value);
    if (!this.fits(shape, site, frame)) return unknown;
    const trail = { label: localName(frame, site), shape: showShape(shape), span: site.span, previous };
    return { kind: "value", value, trail };
  }

  /** Whether the site's path is its own; a path that is taken is reported with both places. */
  claim(site: Ast.Element, frame: Frame): boolean {
    const { path } = originOf(frame, site);
    const span = site.kind === "layer" ? (site.alias?.span ?? site.span) : site.span;
    const earlier = this.paths.get(path);
    if (earlier === undefined) {
      this.paths.set(path, { span, text: `the first ${path}` });
      return true;
    }
    const labels = [{ span, text: `the second ${path}` }, earlier];
    const help = "name one of them by `as`: paths are the names of weights";
    this.report.error("CNN0403", `two layers have the path ${path}`, traced(frame, labels), help);
    return false;
  }

  /** Whether a tensor is within the limit on its number of elements, a sample. */
  fits(shape: Shape, site: { readonly span: Ast.Element["span"] }, frame: Frame): boolean {
    if (elements(shape, 1) <= maximumElements) return true;
    const message = `a tensor of ${showShape(shape)} has more than 2^31 elements`;
    this.report.error("CNN0306", message, traced(frame, [{ span: site.span, text: "" }]));
    return false;
  }

  /** Every parameter's value, defaults filled in; `undefined` where one is in error. */
  private arguments(
    definition: OperatorDefinition,
    site: Ast.Layer,
    scope: Scope,
  ): Record<string, Argument> | undefined {
    const parameters = parametersOf(definition);
    const given = matchArguments(
      parameters.map(({ name }) => name),
      site.arguments ?? [],
    );
    const values: Record<string, Argument> = {};
    for (const { name, type } of parameters) {
      const expression = given.get(name)?.value;
      if (expression === undefined) continue;
      const value = this.evaluator.as(type, expression, scope, `\`${name}\` of \`${definition.name}\``);
      if (value !== undefined) values[name] = toArgument(value);
    }
    for (const parameter of parameters) {
      if (given.has(parameter.name)) continue;
      const value = parameter.like === undefined ? parameter.default : values[parameter.like];
      if (value !== undefined) values[parameter.name] = value;
    }
    return parameters.every(({ name }) => Object.hasOwn(values, name)) ? values : undefined;
  }
}

function parametersOf({ syntax }: OperatorDefinition): readonly Parameter[] {
  return syntax.kind === "call" ? syntax.parameters : [];
}
