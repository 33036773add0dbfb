import type { ValueId } from "../../../../ir/graph.js";
import { isNear, type Pattern, type Site } from "./site.js";

/** A product: one number and the values that it is of. */
interface Product {
  readonly number: number;
  readonly values: readonly ValueId[];
}

/** Products inside each other that are looked into; those of a gelu are three. */
const productDepth = 4;

/** What a value is the product of; values that are `whole` are not taken apart. */
function factors(
  site: Site,
  value: ValueId,
  whole: readonly (ValueId | undefined)[] = [],
  depth = productDepth,
): Product {
  const node = site.makerOf(value);
  const [a, b] = node?.inputs ?? [];
  const number = site.number(value);
  if (number !== undefined) return { number, values: [] };
  const isFactor = a === undefined || b === undefined || depth === 0 || whole.includes(value);
  if (isFactor) return { number: 1, values: [value] };
  if (node?.op === "mul") {
    const [left, right] = [a, b].map((factor) => factors(site, factor, whole, depth - 1));
    const values = [...(left?.values ?? []), ...(right?.values ?? [])];
    return { number: (left?.number ?? 1) * (right?.number ?? 1), values };
  }
  const divisor = node?.op === "div" ? site.number(b) : undefined;
  if (divisor === undefined) return { number: 1, values: [value] };
  const above = factors(site, a, whole, depth - 1);
  return { number: above.number / divisor, values: above.values };
}

/** Whether a value is the product of a number and values, which may be products themselves. */
function isProduct(
  site: Site,
  value: ValueId | undefined,
  number: number,
  of: readonly (ValueId | undefined)[],
): boolean {
  if (value === undefined) return false;
  const product = factors(site, value, of);
  const sorted = (values: readonly (ValueId | undefined)[]): string => [...values].sort().join();
  return isNear(product.number, number) && sorted(product.values) === sorted(of);
}

/** The operand of a sum with a number. */
function plus(site: Site, value: ValueId | undefined, number: number): ValueId | undefined {
  const sum = site.maker(value, "add");
  return sum && site.orders(sum).find(([, b]) => site.isNumber(b, number))?.[0];
}

/** x with its gate, of a product of the two whose gate `operator` makes of x. */
function gated(site: Site, operator: string): ValueId | undefined {
  if (site.node.op !== "mul") return undefined;
  return site.orders().find(([x, gate]) => site.maker(gate, operator)?.inputs[0] === x)?.[0];
}

const silu: Pattern = (site) => {
  const x = gated(site, "sigmoid");
  return x === undefined ? undefined : site.apply("silu", {}, [x])?.value;
};

/** relu6(x + 3) / 6 */
const hardSigmoid: Pattern = (site) => {
  const [own = -1] = site.node.results;
  const [gate] = factors(site, own).values;
  const x = plus(site, site.maker(gate, "relu6")?.inputs[0], 3);
  if (x === undefined || !isProduct(site, own, 1 / 6, [gate])) return undefined;
  return site.apply("hard_sigmoid", {}, [x])?.value;
};

const hardSwish: Pattern = (site) => {
  const x = gated(site, "hard_sigmoid") ?? hardSwished(site);
  return x === undefined ? undefined : site.apply("hard_swish", {}, [x])?.value;
};

/** The x of x * relu6(x + 3) / 6 */
function hardSwished(site: Site): ValueId | undefined {
  const [own = -1] = site.node.results;
  for (const gate of factors(site, own).values) {
    const x = plus(site, site.maker(gate, "relu6")?.inputs[0], 3);
    if (x !== undefined && isProduct(site, own, 1 / 6, [x, gate])) return x;
  }
  return undefined;
}

const mish: Pattern = (site) => {
  if (site.node.op !== "mul") return undefined;
  const found = site.orders().find(([x, gate]) => {
    const inner = site.maker(gate, "tanh")?.inputs[0];
    return site.maker(inner, "softplus")?.inputs[0] === x;
  });
  return found && site.apply("mish", {}, [found[0]])?.value;
};

/** x / 2 * (1 + erf(x / √2)), or with tanh in its place. */
const gelu: Pattern = (site) => {
  const [own = -1] = site.node.results;
  for (const bell of factors(site, own).values) {
    const share = plus(site, bell, 1);
    const erf = site.maker(share, "erf")?.inputs[0];
    const tanh = site.maker(share, "tanh")?.inputs[0];
    const x = erf === undefined ? cubic(site, tanh) : scaledBy(site, erf, Math.SQRT1_2);
    if (x === undefined || !isProduct(site, own, 0.5, [x, bell])) continue;
    return site.apply("gelu", { approximate: erf === undefined ? "tanh" : "none" }, [x])?.value;
  }
  return undefined;
};

/** The value that is multiplied by a number, or divided by its reciprocal. */
function scaledBy(site: Site, value: ValueId, number: number): ValueId | undefined {
  const node = site.makerOf(value);
  const operands = node?.op === "mul" || node?.op === "div" ? site.orders(node) : [];
  return operands.map(([x]) => x).find((x) => isProduct(site, value, number, [x]));
}

/** The x of √(2/π) (x + 0.044715 x³). */
function cubic(site: Site, value: ValueId | undefined): ValueId | undefined {
  const sum = value === undefined ? undefined : scaledBy(site, value, Math.sqrt(2 / Math.PI));
  const terms = site.maker(sum, "add");
  if (terms === undefined) return undefined;
  return site.orders(terms).find(([x, cube]) => isProduct(site, cube, 0.044715, [x, x, x]))?.[0];
}

/** Activations that exporters write as arithmetic. */
export const activations: readonly Pattern[] = [silu, hardSigmoid, hardSwish, mish, gelu];
