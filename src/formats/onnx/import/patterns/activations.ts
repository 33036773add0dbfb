import type { ValueId } from "../../../../ir/graph.js";
import { isNear, type Pattern, type Site } from "./site.js";

/** A product: one number and the values that it is of. */
interface Product {
  readonly number: number;
  readonly values: readonly ValueId[];
}

/** Products inside each other that are looked into; those of a gelu are three. */
const productDepth = 4;

/** What a value is the product of. */
function factors(site: Site, value: ValueId, depth = productDepth): Product {
  const node = site.makerOf(value);
  const [a, b] = node?.inputs ?? [];
  const number = site.number(value);
  if (number !== undefined) return { number, values: [] };
  if (a === undefined || b === undefined || depth === 0) return { number: 1, values: [value] };
  if (node?.op === "mul") {
    const [left, right] = [factors(site, a, depth - 1), factors(site, b, depth - 1)];
    return { number: left.number * right.number, values: [...left.values, ...right.values] };
  }
  const divisor = node?.op === "div" ? site.number(b) : undefined;
  if (divisor === undefined) return { number: 1, values: [value] };
  const above = factors(site, a, depth - 1);
  return { number: above.number / divisor, values: above.values };
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
  const { number, values } = factors(site, own);
  const x = plus(site, site.maker(values[0], "relu6")?.inputs[0], 3);
  if (values.length !== 1 || x === undefined || !isNear(number, 1 / 6)) return undefined;
  return site.apply("hard_sigmoid", {}, [x])?.value;
};

const hardSwish: Pattern = (site) => {
  const x = gated(site, "hard_sigmoid") ?? hardSwished(site);
  return x === undefined ? undefined : site.apply("hard_swish", {}, [x])?.value;
};

/** The x of x * relu6(x + 3) / 6 */
function hardSwished(site: Site): ValueId | undefined {
  const [own = -1] = site.node.results;
  const { number, values } = factors(site, own);
  const [a, b] = values;
  if (values.length !== 2 || !isNear(number, 1 / 6)) return undefined;
  return [
    [a, b],
    [b, a],
  ].find(([x, gate]) => x !== undefined && plus(site, site.maker(gate, "relu6")?.inputs[0], 3) === x)?.[0];
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
  const { number, values } = factors(site, own);
  const [a, b] = values;
  if (values.length !== 2 || !isNear(number, 0.5) || a === undefined || b === undefined) return undefined;
  for (const [x, share] of [
    [a, b],
    [b, a],
  ] as const) {
    const bell = plus(site, share, 1);
    const erf = site.maker(bell, "erf")?.inputs[0];
    if (erf !== undefined && isScaled(site, erf, Math.SQRT1_2, x)) {
      return site.apply("gelu", { approximate: "none" }, [x])?.value;
    }
    const tanh = site.maker(bell, "tanh")?.inputs[0];
    if (tanh !== undefined && isCubic(site, tanh, x)) {
      return site.apply("gelu", { approximate: "tanh" }, [x])?.value;
    }
  }
  return undefined;
};

function isScaled(site: Site, value: ValueId, by: number, x: ValueId): boolean {
  const { number, values } = factors(site, value);
  return values.length === 1 && values[0] === x && isNear(number, by);
}

/** Whether a value is √(2/π) (x + 0.044715 x³). */
function isCubic(site: Site, value: ValueId, x: ValueId): boolean {
  const { number, values } = factors(site, value);
  const sum = site.maker(values[0], "add");
  if (values.length !== 1 || sum === undefined || !isNear(number, Math.sqrt(2 / Math.PI))) return false;
  return site.orders(sum).some(([line, cube]) => {
    const power = factors(site, cube);
    return (
      line === x &&
      isNear(power.number, 0.044715) &&
      power.values.length === 3 &&
      power.values.every((v) => v === x)
    );
  });
}

/** Activations that exporters write as arithmetic. */
export const activations: readonly Pattern[] = [silu, hardSigmoid, hardSwish, mish, gelu];
