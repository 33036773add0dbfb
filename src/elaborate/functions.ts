import { isNumber, type Value } from "./values.js";

/** A function of compile-time values. */
export interface CompileTimeFunction {
  readonly arity: readonly [minimum: number, maximum: number];
  /** Whether a division of ints in the arguments may leave a fraction. */
  readonly real: boolean;
  /** `undefined` where the arguments have the wrong type or range. */
  apply(values: readonly Value[]): Value | undefined;
  readonly takes: string;
}

const rounding = (round: (x: number) => number): CompileTimeFunction => ({
  arity: [1, 1],
  real: true,
  takes: "a number",
  apply: ([x]) => (isNumber(x) ? { kind: "int", value: round(x.value) + 0 } : undefined),
});

const choosing = (choose: (...values: number[]) => number): CompileTimeFunction => ({
  arity: [1, 16],
  real: false,
  takes: "numbers",
  apply: (values) => {
    if (!values.every(isNumber)) return undefined;
    const kind = values.some((value) => value.kind === "float") ? "float" : "int";
    return { kind, value: choose(...values.map((value) => value.value)) };
  },
});

const functions: Readonly<Record<string, CompileTimeFunction>> = {
  floor: rounding(Math.floor),
  ceil: rounding(Math.ceil),
  /** Halves go up: round(-0.5) is 0. */
  round: rounding(Math.round),
  min: choosing(Math.min),
  max: choosing(Math.max),
  kernel: {
    arity: [1, 2],
    real: false,
    takes: "a positive int for each axis",
    apply: (values) => {
      const extents = values.flatMap((value) => (value.kind === "int" ? [value.value] : []));
      const positive = extents.length === values.length && extents.every((extent) => extent > 0);
      return positive ? { kind: "kernel", extents } : undefined;
    },
  },
};

export const functionNames: readonly string[] = Object.keys(functions);

export function functionNamed(name: string): CompileTimeFunction | undefined {
  return functionNames.includes(name) ? functions[name] : undefined;
}
