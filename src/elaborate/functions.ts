import { isCollection, isNumber, type Value } from "./values.js";

/** A function of compile-time values. */
export interface CompileTimeFunction {
  /** Names of its parameters; `undefined` where it takes up to {@link maximumValues} numbers of equal rights. */
  readonly parameters: readonly { readonly name: string; readonly optional: boolean }[] | undefined;
  /** Whether a division of ints in the arguments may leave a fraction. */
  readonly real: boolean;
  /** `undefined` where the arguments have the wrong type or range. */
  apply(values: readonly Value[]): Value | undefined;
  readonly takes: string;
}

export const maximumValues = 16;

const needed = (...names: readonly string[]): { name: string; optional: boolean }[] =>
  names.map((name) => ({ name, optional: false }));

const rounding = (round: (x: number) => number): CompileTimeFunction => ({
  parameters: needed("x"),
  real: true,
  takes: "a number",
  apply: ([x]) => (isNumber(x) ? { kind: "int", value: round(x.value) + 0 } : undefined),
});

const choosing = (choose: (...values: number[]) => number): CompileTimeFunction => ({
  parameters: undefined,
  real: false,
  takes: "numbers",
  apply: (values) => {
    if (!values.every(isNumber)) return undefined;
    const kind = values.some((value) => value.kind === "float") ? "float" : "int";
    return { kind, value: choose(...values.map((value) => value.value)) };
  },
});

/**
 * The multiple of `of` that is nearest to `x`, halves going up, but not below `of`, and the next one where that would
 * take away more than a tenth: the rule of MobileNet v2 (Sandler et al. 2018) and EfficientNet (Tan & Le 2019).
 */
function multiple(x: number, of: number): number {
  const nearest = Math.max(of, Math.floor((x + of / 2) / of) * of);
  return nearest < 0.9 * x ? nearest + of : nearest;
}

const functions: Readonly<Record<string, CompileTimeFunction>> = {
  floor: rounding(Math.floor),
  ceil: rounding(Math.ceil),
  /** Halves go up: round(-0.5) is 0. */
  round: rounding(Math.round),
  min: choosing(Math.min),
  max: choosing(Math.max),
  multiple: {
    parameters: needed("x", "of"),
    real: true,
    takes: "a number and a positive int",
    apply: ([x, of]) => {
      if (!isNumber(x) || of?.kind !== "int" || of.value <= 0) return undefined;
      return { kind: "int", value: multiple(x.value, of.value) };
    },
  },
  kernel: {
    parameters: [...needed("height"), { name: "width", optional: true }],
    real: false,
    takes: "a positive int for each axis",
    apply: (values) => {
      const extents = values.flatMap((value) => (value.kind === "int" ? [value.value] : []));
      const positive = extents.length === values.length && extents.every((extent) => extent > 0);
      return positive ? { kind: "kernel", extents } : undefined;
    },
  },
  length: {
    parameters: needed("items"),
    real: false,
    takes: "a list or a tuple",
    apply: ([items]) => (isCollection(items) ? { kind: "int", value: items.items.length } : undefined),
  },
};

export const functionNames: readonly string[] = Object.keys(functions);

export function functionNamed(name: string): CompileTimeFunction | undefined {
  return functionNames.includes(name) ? functions[name] : undefined;
}
