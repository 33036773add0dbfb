import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { didYouMean } from "../../elaborate/suggest.js";
import { passNames } from "../compile.js";
import { idleOptions } from "../idle-options.js";
import type { Config, ModelConfig } from "./config.js";
import type { Path, Placed } from "./places.js";

/** What is wrong with a part of a configuration. */
interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly help?: string | undefined;
  readonly part?: "key";
}

type Check = (value: unknown, path: Path) => readonly Problem[];

/** The configuration that a value is, or all that is wrong with it. */
export function validateConfig({ value, place }: Placed): Config | readonly Diagnostic[] {
  const problems = checkConfig(value, []);
  if (problems.length === 0) return value as Config;
  return problems.map(({ path, message, help, part }) =>
    error("CNN0701", message, [{ span: place(path, part), text: "" }], help),
  );
}

/** A check of whether a value is of a kind, told by a clause such as `a text`. */
function kind(is: (value: unknown) => boolean, what: string): Check {
  return (value, path) =>
    is(value) ? [] : [{ path, message: `\`${String(path.at(-1))}\` must be ${what}, not ${shown(value)}` }];
}

const text = kind((value) => typeof value === "string" && value !== "", "a text");
const words = (...known: readonly string[]): Check =>
  kind(
    (value) => known.some((word) => word === value),
    known.map((word) => JSON.stringify(word)).join(" or "),
  );
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const passes: Check = (value, path) => {
  if (!isTexts(value)) return kind(() => false, "a list of passes")(value, path);
  return [...value.entries()]
    .filter(([, name]) => !passNames.includes(name))
    .map(([index, name]) => ({
      path: [...path, index],
      message: `there is no pass \`${name}\``,
      help: didYouMean(name, passNames) ?? `passes are ${passNames.join(", ")}`,
    }));
};

const settings: Check = (value, path) => {
  if (!isRecord(value)) return kind(() => false, "an object of values by parameter")(value, path);
  const setting = kind(
    (one) => ["boolean", "string"].includes(typeof one) || Number.isFinite(one),
    "a number, a text, true or false",
  );
  return Object.entries(value).flatMap(([name, one]) => setting(one, [...path, name]));
};

const modelFields: Readonly<Record<keyof ModelConfig, Check>> = {
  file: text,
  model: text,
  set: settings,
  output: text,
  format: words("ts", "js"),
  runtime: words("inline", "import"),
  target: words("cpu", "webgpu", "auto"),
  numerics: words("fast", "exact"),
  precision: words("f32", "f16"),
  relaxedSimd: kind((value) => typeof value === "boolean", "true or false"),
  wasm: words("inline", "file", "import"),
  portable: kind((value) => typeof value === "boolean", "true or false"),
  tuning: kind((value) => value === false || (typeof value === "string" && value !== ""), "a text or false"),
  batch: kind((value) => Number.isSafeInteger(value) && Number(value) >= 1, "a whole number, 1 or more"),
  without: passes,
  taps: kind((value) => typeof value === "boolean" || isTexts(value), "true, false or a list of paths"),
  weights: text,
  names: text,
};

const model: Check = (value, path) => {
  const problemAt = (key: string, message: string): Problem => {
    return { path: [...path, key], part: "key", message };
  };
  const isForNothing = isRecord(value) && value.names !== undefined && value.weights === undefined;
  const problems = [
    ...record("a model", modelFields, "file")(value, path),
    ...(isForNothing ? [problemAt("names", "`names` goes with `weights`")] : []),
  ];
  if (problems.length > 0) return problems;
  const idle = idleOptions(value as ModelConfig, (key) => `\`${key}\``);
  return idle.map(({ option, message }) => problemAt(option, message));
};

const models: Check = (value, path) => {
  if (!Array.isArray(value)) return kind(() => false, "a list of models")(value, path);
  const items: readonly unknown[] = value;
  return items.flatMap((item, index) => model(item, [...path, index]));
};

const checkConfig = record("a configuration", { $schema: text, models }, "models");

/** A check of an object: of the keys that it has, and that it has the one without which it says nothing. */
function record(what: string, fields: Readonly<Record<string, Check>>, required: string): Check {
  return (value, path) => {
    if (!isRecord(value)) return [{ path, message: `${what} is an object, not ${shown(value)}` }];
    const missing: Problem[] = Object.hasOwn(value, required)
      ? []
      : [{ path, message: `${what} needs \`${required}\`` }];
    const wrong = Object.entries(value).flatMap(([key, one]): readonly Problem[] => {
      const at = [...path, key];
      const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (check !== undefined) return check(one, at);
      const known = Object.keys(fields).filter((field) => field !== "$schema");
      const help = didYouMean(key, known) ?? `it has ${known.join(", ")}`;
      return [{ path: at, part: "key", message: `${what} has no \`${key}\``, help }];
    });
    return [...missing, ...wrong];
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "an object";
  if (typeof value === "string") return JSON.stringify(value);
  return value === null || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : typeof value;
}
