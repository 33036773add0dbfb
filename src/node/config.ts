import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelConfig } from "../api/config/config.js";
import { readJson, unplaced, type Placed } from "../api/config/places.js";
import { validateConfig } from "../api/config/validate.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { stampOf, type Job, type Stamps } from "./jobs.js";
import { reasonOf } from "./reason.js";

/** Names under which a configuration is looked for, the first that is there. */
export const configNames = ["cnnc.config.json", "cnnc.config.js", "cnnc.config.mjs"];

/** What is to be compiled. */
export interface Plan {
  /** Absent where the configuration is wrong. */
  readonly jobs: readonly Job[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  /** Of the files that say it. */
  readonly stamps: Stamps;
}

/** The configuration of a folder, the working one where nothing is said, if it has one. */
export function findConfig(folder = ""): string | undefined {
  return configNames.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** Reads a configuration. */
export async function readConfig(path: string): Promise<Plan> {
  const stamps = new Map([[path, stampOf(path)]]);
  const sources = new Map<string, string>();
  const refuse = (diagnostics: readonly Diagnostic[]): Plan => ({
    jobs: undefined,
    diagnostics,
    sources,
    stamps,
  });
  let placed: Placed | Diagnostic;
  try {
    const text = readFileSync(path, "utf8");
    sources.set(path, text);
    placed = path.endsWith(".json") ? readJson(text, path) : unplaced(await evaluate(path, stamps), path);
  } catch (failure) {
    const label = { span: { file: path, start: 0, end: 0 }, text: "" };
    const isRead = sources.has(path);
    const message = `${path} cannot be ${isRead ? "loaded" : "read"}: ${reasonOf(failure)}`;
    return refuse([error(isRead ? "CNN0701" : "CNN0004", message, [label])]);
  }
  if ("code" in placed) return refuse([placed]);
  const config = validateConfig(placed);
  if ("length" in config) return refuse(config);
  const { place } = placed;
  const jobs = config.models.map((model, index): Job => {
    const span = place(["models", index, "file"]);
    return { ...jobOf(model, dirname(path)), asked: { span, text: "asked for here" } };
  });
  return { jobs, diagnostics: [], sources, stamps };
}

/** What a module exports by default. The stamp in its address has it evaluated again when it changes. */
async function evaluate(path: string, stamps: Stamps): Promise<unknown> {
  const address = pathToFileURL(resolve(path));
  address.search = stamps.get(path) ?? "";
  const module = (await import(address.href)) as { readonly default?: unknown };
  if (module.default === undefined) throw new Error("it has no default export");
  return module.default;
}

/** The compile that an entry asks for, whose paths are relative to a folder. */
export function jobOf(model: ModelConfig, folder: string): Job {
  const { weights, names } = model;
  const {
    file,
    format = "ts",
    runtime = "inline",
    target,
    portable,
    numerics,
    precision,
    relaxedSimd,
    wasm,
    tuning,
    batch = 1,
    without = [],
    taps = false,
  } = model;
  const located = (path: string): string => (isAbsolute(path) ? path : slashed(join(folder, path)));
  const entry = located(file);
  return {
    options: {
      entry,
      model: model.model,
      parameters: model.set,
      format,
      runtime,
      target,
      portable,
      numerics,
      precision,
      relaxedSimd,
      wasm,
      tuning: typeof tuning === "string" ? located(tuning) : tuning,
      batch,
      without,
      ...(typeof taps === "boolean" ? { taps } : { tap: taps }),
    },
    folder: model.output === undefined ? dirname(entry) : located(model.output),
    weights:
      weights === undefined ? undefined : { weights: located(weights), names: names && located(names) },
  };
}

/** With the separator that messages have on every system. */
function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
