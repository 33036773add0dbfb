import type { Label, Span } from "../diagnostics/diagnostic.js";
import type { GraphBuilder } from "../ir/builder.js";
import { elements, sameShape, showShape, type Attributes, type Shape, type ValueId } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { Argument, OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import type { Budget } from "./budget.js";
import { callSpan, localName, originOf, traced, weightsOf, type Frame } from "./frame.js";
import type { Report } from "./report.js";
import type { Flow, Trail } from "./flow.js";
import {
  isCollection,
  isNumber,
  showValue,
  toArgument,
  type Given,
  type LayerValue,
  type Value,
} from "./values.js";

const maximumElements = 2 ** 31;
const unknown: Flow = { kind: "unknown" };

/** Makes the nodes and weights of single layers. */
export class LayerMaker {
  /** Paths of nodes and block instances, each with the place that took it. */
  private readonly paths = new Map<string, Label>();

  /** Weights by path, each with the layer that made it. */
  private readonly weights = new Map<string, { readonly value: ValueId; readonly span: Span }>();

  constructor(
    private readonly builder: GraphBuilder,
    private readonly report: Report,
    private readonly budget: Budget,
  ) {}

  /** A call of an operator, with what it is given, on the value that flows. */
  apply(
    definition: OperatorDefinition,
    { given, home }: LayerValue,
    site: Ast.Layer,
    flow: Flow,
    frame: Frame,
  ): Flow {
    const values = argumentsOf(definition, given);
    if (!this.claim(site, frame) || values === undefined || flow.kind !== "value") return unknown;
    const fail = (problem: Problem): Flow => {
      const argument = problem.parameter === undefined ? undefined : given.get(problem.parameter);
      const call = callSpan(site);
      const isOwn = argument === undefined || isWithin(argument.span, call);
      const label = { span: isOwn ? (argument?.span ?? call) : call, text: "" };
      const elsewhere = isOwn ? [] : [{ span: argument.span, text: "given here" }];
      const input = { span: flow.trail.span, text: `gives ${flow.trail.shape}` };
      const labels = [label, ...elsewhere, ...(input.span === site.span ? [] : [input])];
      const message = `${localName(frame, site)}: ${problem.message}`;
      this.report.error(problem.code, message, traced(frame, labels), problem.help);
      return unknown;
    };

    const input = this.builder.typeOf(flow.value);
    const attributes = definition.resolve(values, input);
    if (attributes instanceof Problem) return fail(attributes);
    const operands = this.operands(definition, given, site, frame);
    if (operands === undefined) return unknown;
    const origin = originOf(frame, site);
    const inputs: ValueId[] = [flow.value, ...operands];
    for (const { name, ...slot } of definition.weights(attributes, input)) {
      if (!this.fits(slot.shape, site, frame)) return unknown;
      const path = `${weightsOf(frame, site, home)}.${name}`;
      const weight = this.weight({ ...slot, path, origin }, site, frame);
      if (weight === undefined) return unknown;
      inputs.push(weight);
    }
    const result = this.node(definition.name, attributes, inputs, site, frame, flow.trail);
    return result instanceof Problem ? fail(result) : result;
  }

  /** The values of the network that a call is given besides the one that flows; `undefined` where one does not suit. */
  private operands(
    { syntax }: OperatorDefinition,
    given: Given,
    site: Ast.Layer,
    frame: Frame,
  ): readonly ValueId[] | undefined {
    const operands: ValueId[] = [];
    for (const { name, type } of syntax.kind === "call" ? syntax.parameters : []) {
      if (type.kind !== "tensor") continue;
      const argument = given.get(name);
      if (argument?.value?.kind !== "tensor" || argument.value.flow.kind !== "value") return undefined;
      const { value, trail } = argument.value.flow;
      operands.push(value);
      const { dtype } = this.builder.typeOf(value);
      if (dtype === type.dtype) continue;
      const [takes, holds] = type.dtype === "i32" ? ["classes", "numbers"] : ["numbers", "classes"];
      const labels = [
        { span: argument.span, text: `holds ${holds}` },
        { span: trail.span, text: "made here" },
      ];
      const message = `${localName(frame, site)}: \`${name}\` takes ${takes}`;
      const help = type.dtype === "i32" ? "write training input label: class" : undefined;
      this.report.error("CNN0204", message, traced(frame, labels), help);
      return undefined;
    }
    return operands;
  }

  /** A weight, or the one that is shared under its path. */
  private weight(
    init: Parameters<GraphBuilder["weight"]>[0],
    site: Ast.Layer,
    frame: Frame,
  ): ValueId | undefined {
    const earlier = this.weights.get(init.path);
    if (earlier === undefined) {
      const value = this.builder.weight(init);
      this.weights.set(init.path, { value, span: site.span });
      return value;
    }
    const { shape } = this.builder.typeOf(earlier.value);
    if (sameShape(shape, init.shape)) return earlier.value;
    const labels = [
      { span: site.span, text: `needs ${showShape(init.shape)}` },
      { span: earlier.span, text: `has made it ${showShape(shape)}` },
    ];
    const message = `the shared weight ${init.path} cannot be both ${showShape(shape)} and ${showShape(init.shape)}`;
    const help = "apply what is shared to values of equal channels or features";
    this.report.error("CNN0301", message, traced(frame, labels), help);
    return undefined;
  }

  /** Equal parts of the value's channels, or parts of the given extents. */
  split({ given }: LayerValue, site: Ast.Layer, flow: Flow, frame: Frame): Flow {
    const parts = given.get("parts")?.value;
    if (!this.claim(site, frame) || parts === undefined || flow.kind !== "value") return unknown;
    const { shape } = this.builder.typeOf(flow.value);
    const channels = Number(shape[1]);
    const extents = extentsOf(parts, channels);
    const sum = extents.reduce((total, extent) => total + extent, 0);
    if (sum !== channels) {
      const labels = [
        { span: callSpan(site), text: "" },
        { span: flow.trail.span, text: `gives ${flow.trail.shape}` },
      ];
      const wanted = extents.length === 0 ? `${showValue(parts)} equal parts` : `parts of ${sum} in all`;
      const message = `${localName(frame, site)}: ${channels} channels cannot be split into ${wanted}`;
      this.report.error("CNN0301", message, traced(frame, labels));
      return unknown;
    }
    let end = 0;
    const flows = extents.map((extent): Flow => {
      const start = end;
      end += extent;
      const part = this.node("slice", { axis: 1, start, end }, [flow.value], site, frame, flow.trail);
      return part instanceof Problem ? unknown : part;
    });
    return { kind: "several", flows };
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
    const span = ("alias" in site ? site.alias?.span : undefined) ?? site.span;
    return this.claimPath(path, span, frame);
  }

  claimPath(path: string, span: Span, frame: Frame): boolean {
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
    const count = elements(shape, 1).toLocaleString("en-US").replaceAll(",", "_");
    const message = `a tensor of ${showShape(shape)} has ${count} elements, more than 2^31`;
    const help = "take fewer filters, units or inputs; pooling before `flatten` makes a dense layer smaller";
    this.report.error("CNN0306", message, traced(frame, [{ span: site.span, text: "" }]), help);
    return false;
  }
}

/** Every parameter's value, defaults filled in; `undefined` where one is in error. */
function argumentsOf({ syntax }: OperatorDefinition, given: Given): Record<string, Argument> | undefined {
  const parameters = syntax.kind === "call" ? syntax.parameters : [];
  const values: Record<string, Argument> = {};
  for (const [name, { value }] of given) {
    if (value !== undefined) values[name] = toArgument(value);
  }
  for (const parameter of parameters) {
    if (given.has(parameter.name)) continue;
    const value = parameter.like === undefined ? parameter.default : values[parameter.like];
    if (value !== undefined) values[parameter.name] = value;
  }
  return parameters.every(({ name }) => Object.hasOwn(values, name)) ? values : undefined;
}

/** Channels of each part that `split` makes; empty where they do not come out even. */
function extentsOf(parts: Value, channels: number): readonly number[] {
  if (isCollection(parts)) return parts.items.filter(isNumber).map(({ value }) => value);
  if (!isNumber(parts) || channels % parts.value !== 0) return [];
  return Array.from({ length: parts.value }, () => channels / parts.value);
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}
