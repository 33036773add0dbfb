import type { AttributeValue, Attributes, TensorType } from "../ir/graph.js";
import { Problem } from "../ir/operator.js";
import type { Argument, Arguments, OperatorDefinition, Parameter } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import * as make from "./make.js";
import { Unwritable } from "./unwritable.js";

/** The value of a parameter, as it is written. */
export interface Given {
  readonly parameter: Parameter;
  readonly value: Ast.Expression;
}

/**
 * What a call of the operator is given so that the graph gets these attributes: every parameter but tensors, padding as
 * numbers. Most parameters are attributes of the same name; what others are is found by trying their few values. Where
 * it is annotated, `same(1)` is padding of 1 that `same` would be, too.
 */
export function argumentsOf(
  definition: OperatorDefinition,
  attributes: Attributes,
  input: TensorType,
  annotated = false,
): readonly Given[] {
  const parameters = parametersOf(definition).filter(({ type }) => type.kind !== "tensor");
  const values = parameters.map((parameter) => candidates(parameter, attributes));
  for (const choice of combinations(values)) {
    const given = Object.fromEntries(parameters.map(({ name }, index) => [name, choice[index] ?? 0]));
    if (!givesAttributes(definition, given, attributes, input)) continue;
    const isSame = (name: string): boolean =>
      annotated && givesAttributes(definition, { ...given, [name]: "same" }, attributes, input);
    return parameters.map((parameter) => {
      const value = written(parameter, given[parameter.name] ?? 0);
      const isPad = parameter.type.kind === "padding" && isSame(parameter.name);
      return { parameter, value: isPad ? make.callOf("same", [make.argument(value)]) : value };
    });
  }
  throw new Unwritable(`no call of ${definition.name} has the attributes ${JSON.stringify(attributes)}`);
}

export function parametersOf({ syntax }: OperatorDefinition): readonly Parameter[] {
  return syntax.kind === "call" ? syntax.parameters : [];
}

function candidates({ name, type }: Parameter, attributes: Attributes): readonly Argument[] {
  const attribute = attributes[type.kind === "padding" && name === "pad" ? "padding" : name];
  const value = attribute === undefined ? undefined : withoutBatch(type, attribute);
  if (value !== undefined && typeof value === typeof sampleOf(type)) return [value];
  if (type.kind === "word") return type.words;
  return type.kind === "bool" ? [true, false] : [];
}

/** What is written of an attribute that counts or lists the axes: in the graph the batch is the first. */
function withoutBatch(type: Parameter["type"], attribute: AttributeValue): AttributeValue {
  if (type.kind === "axis" && typeof attribute === "number") return attribute - 1;
  if (typeof attribute !== "object") return attribute;
  if (type.kind === "order") return attribute.slice(1).map((axis) => axis - 1);
  return type.kind === "shape" ? attribute.slice(1) : attribute;
}

/** A value of the sort that the graph holds for a type. */
function sampleOf(type: Parameter["type"]): AttributeValue {
  switch (type.kind) {
    case "int":
    case "float":
    case "axis":
      return 0;
    case "bool":
      return false;
    case "word":
      return "";
    case "extents":
    case "padding":
    case "order":
    case "shape":
    case "tensor":
      return [];
  }
}

function combinations(values: readonly (readonly Argument[])[]): readonly (readonly Argument[])[] {
  return values.reduce<readonly (readonly Argument[])[]>(
    (before, next) => before.flatMap((chosen) => next.map((value) => [...chosen, value])),
    [[]],
  );
}

function givesAttributes(
  definition: OperatorDefinition,
  given: Arguments,
  attributes: Attributes,
  input: TensorType,
): boolean {
  const resolved = definition.resolve(given, input);
  if (resolved instanceof Problem) return false;
  const entries = (record: Attributes): string => JSON.stringify(Object.entries(record).sort());
  return entries(resolved) === entries(attributes);
}

function written(parameter: Parameter, value: Argument): Ast.Expression {
  if (typeof value === "boolean") return make.boolean(value);
  if (typeof value === "string") return make.reference(value);
  if (typeof value === "number") return make.number(value, parameter.type.kind !== "float");
  if (parameter.type.kind === "padding") return padding(value);
  return parameter.type.kind === "extents" ? extents(parameter, value) : list(value);
}

/** One number where all are the same and that is how the default is written, else an extent for each axis. */
function extents({ default: fallback }: Parameter, value: readonly number[]): Ast.Expression {
  const [first = 1] = value;
  const isEven = value.every((extent) => extent === first);
  const isNumber = value.length === 1 || (isEven && typeof fallback === "number");
  return isNumber ? make.number(first) : make.kernel(value);
}

function list(values: readonly number[]): Ast.Expression {
  return make.collection(
    "list",
    values.map((value) => make.number(value)),
  );
}

/** Begins in axis order, then ends: as few numbers as say it. */
function padding(value: readonly number[]): Ast.Expression {
  const [first = 0] = value;
  if (value.every((side) => side === first)) return make.number(first);
  const half = value.length / 2;
  const begins = value.slice(0, half);
  const isSymmetric = half > 1 && begins.every((side, axis) => side === value[axis + half]);
  return make.collection(
    "tuple",
    (isSymmetric ? begins : value).map((side) => make.number(side)),
  );
}
