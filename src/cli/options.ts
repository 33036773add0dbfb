import { type Command, InvalidArgumentError, Option } from "commander";

/** `classes=10` of `--set`, gathered over its uses. */
export function setting(
  text: string,
  before: Readonly<Record<string, number | boolean | string>> = {},
): Readonly<Record<string, number | boolean | string>> {
  const [, name, value] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("write name=value.");
  return Object.fromEntries([...Object.entries(before), [name, parseValue(value)]]);
}

function parseValue(text: string): number | boolean | string {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : text;
}

/** An option that is a whole number of at least `min`, and of at most `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min || value > max) {
      const range = max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : `${min} or more`;
      throw new InvalidArgumentError(`write a whole number, ${range}.`);
    }
    return value;
  };
}

export function list(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** `image=1x3x224x224`, gathered over its uses. */
export function extents(
  text: string,
  before: ReadonlyMap<string, readonly number[]> = new Map(),
): ReadonlyMap<string, readonly number[]> {
  const [, name, sizes = ""] = extentsForm.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("write name=1x3x224x224.");
  return new Map([...before, [name, sizes.split("x").map(Number)]]);
}

const extentsForm = /^(.+)=([1-9]\d{0,8}(?:x[1-9]\d{0,8})*)$/;

/** Whether {@link extents} takes it. */
export function areExtents(text: string): boolean {
  return extentsForm.test(text);
}

/** An option that is a number of at least 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError("write a number, 0 or more.");
  }
  return value;
}

/** How far convolutions may be from adding products one by one. */
export function numericsOption(): Option {
  return new Option(
    "--numerics <how>",
    "fast: convolutions by minimal filtering where it is faster; exact: products added one by one",
  ).choices(["fast", "exact"]);
}

/** How WebGPU keeps activations and weights. */
export function precisionOption(): Option {
  return new Option(
    "--precision <type>",
    "how WebGPU keeps activations and weights; f16 takes half the memory, and GPUs with the feature shader-f16",
  )
    .choices(["f32", "f16"])
    .default("f32");
}

/** An option for one of the targets; none of them is `auto`, which a module knows. */
export function targetAmong(targets: readonly string[], flags: string, description: string): Option {
  return new Option(flags, description).choices(targets).argParser((name) => {
    if (targets.includes(name)) return name;
    const why = name === "auto" ? "What auto takes is decided when a module is loaded. " : "";
    throw new InvalidArgumentError(`${why}Allowed choices are ${targets.join(", ")}.`);
  });
}

/** Where a compiled model computes. */
export function targetOption(): Option {
  return targetAmong(
    ["cpu", "webgpu"],
    "--target <name>",
    "where the model computes; Dawn, which is WebGPU in Node, writes messages of its own to standard error, whatever --messages says",
  ).default("cpu");
}

/** Which tuning is used. */
export function tuningOptions(command: Command): Command {
  return command
    .option(
      "--tuning <file>",
      "what `cnnc tune` has written (default: <model>.tuning.json beside the source)",
    )
    .option("--no-tuning", "leave that out");
}
