import type * as Ast from "../../syntax/ast.js";
import { stepsOf, withBodies, type Step } from "./steps.js";

/** How much of a layer its skeleton says. */
export type Detail =
  /** Operators, and what sort of convolution it is: 1 x 1, wider, grouped or a filter for each channel. */
  | "fine"
  /** Operators only. */
  | "coarse";

/**
 * What an element is, whatever numbers and names it has: equal for those that one block can stand for. `undefined` where
 * it holds what cannot be moved into a block: shared layers, and statements that mark more than a name.
 */
export function skeletonOf(
  element: Ast.Element,
  values: ReadonlySet<string>,
  callables: ReadonlySet<string>,
  detail: Detail,
): string | undefined {
  const inner = (body: Ast.Body): string | undefined => {
    const parts = stepsOf(body).map((one) => ofStep(one, values, callables, detail));
    return parts.includes(undefined) ? undefined : `{${parts.join(";")}}`;
  };
  switch (element.kind) {
    case "in":
      return "in";
    case "layer":
      if (values.has(element.callee.text)) return "@";
      return callables.has(element.callee.text)
        ? `${element.callee.text}${sortOf(element, detail)}`
        : undefined;
    case "residual": {
      const body = inner(element.body);
      // A shortcut may be there or not.
      const aside = element.shortcut ? inner(element.shortcut) : "";
      return body === undefined || aside === undefined ? undefined : `residual${body}`;
    }
    case "join": {
      const branches = element.branches.map(({ body }) => inner(body));
      return branches.includes(undefined) ? undefined : `${element.joiner.text}(${branches.join("|")})`;
    }
    case "repeat": {
      const body = element.index ? undefined : inner(element.body);
      return body && `repeat${body}`;
    }
    case "for":
    case "if":
      return undefined;
  }
}

function ofStep(
  one: Step,
  values: ReadonlySet<string>,
  callables: ReadonlySet<string>,
  detail: Detail,
): string | undefined {
  if (one.kind === "element") return skeletonOf(one.element, values, callables, detail);
  return one.statement.kind === "binding" ? `=${one.statement.names.length}` : undefined;
}

function sortOf(layer: Ast.Layer, detail: Detail): string {
  const given = new Map((layer.arguments ?? []).map(({ name, value }) => [name?.text ?? "", value]));
  const names = [...given.keys()].join(",");
  const tensors = (layer.arguments ?? []).filter(({ value }) => value.kind === "list").length;
  const bias = given.get("bias");
  const biased = bias?.kind === "boolean" ? String(bias.value) : "";
  if (layer.callee.text !== "conv" || detail === "coarse") return `<${names} ${biased} ${tensors}>`;
  return `<${names} ${biased} ${sortOfConv(layer)}>`;
}

/** What sort of convolution a layer is, by the arguments that it is written with in full. */
export function sortOfConv({
  arguments: given = [],
}: Ast.Layer): "pointwise" | "wide" | "grouped" | "depthwise" {
  const valueOf = (parameter: string, position: number): Ast.Expression | undefined =>
    (given.find(({ name }) => name?.text === parameter) ?? given[position])?.value;
  const groups = valueOf("groups", 5);
  const filters = valueOf("filters", 0);
  const kernel = valueOf("kernel", 1);
  if (groups && filters && (groups.kind !== "number" || groups.value > 1)) {
    const isDepthwise =
      groups.kind === "number" && filters.kind === "number" && groups.value === filters.value;
    return isDepthwise || groups.kind !== "number" ? "depthwise" : "grouped";
  }
  const extents =
    kernel?.kind === "kernel" ? kernel.extents : kernel?.kind === "number" ? [kernel.value] : [0];
  return extents.every((extent) => extent === 1) ? "pointwise" : "wide";
}

/** An element and all inside it, from the outside in; those of blocks that it calls are not among them. */
export function innerElements(element: Ast.Element): readonly Ast.Element[] {
  const inner: Ast.Element[] = [];
  withBodies(element, (body) => {
    inner.push(...stepsOf(body).flatMap((one) => (one.kind === "element" ? innerElements(one.element) : [])));
    return body;
  });
  return [element, ...inner];
}
