import { join, resolve } from "node:path";
import { unplaced } from "../api/config/places.js";
import type { ModelConfig } from "../api/config/config.js";
import { validateConfig } from "../api/config/validate.js";
import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { configNames, findConfig, jobOf, readConfig, type Plan } from "../node/config.js";
import { stampOf, type Job } from "../node/jobs.js";

/** How models are compiled, as in a call of `cnnc compile`. */
export interface ModelOptions extends Pick<
  ModelConfig,
  "target" | "portable" | "numerics" | "precision" | "relaxedSimd" | "tuning" | "batch" | "without" | "taps"
> {
  /** How kernels in WebAssembly reach a page: in its scripts, where nothing is said, or as a file of their own. */
  readonly wasm?: "inline" | "file";
}

/** Options of models that no configuration lists, and where the configuration and the types are. */
export interface CnncOptions extends ModelOptions {
  /** The configuration, by its path from Vite's root; cnnc.config.json, .js or .mjs of the root where nothing is said. */
  readonly config?: string;
  /** Whether types are written beside each source, as `model.cnn.d.ts`; they are where nothing is said. */
  readonly types?: boolean;
}

/** What is asked for one file, and what the asking depends on. */
export type Asked = Omit<Plan, "jobs"> & { readonly job: Job | undefined };

/** What is wrong with options: a configuration of one model finds it. */
export function optionFindings(options: ModelOptions): readonly Diagnostic[] {
  const checked = validateConfig(unplaced({ models: [{ ...options, file: "*.cnn" }] }, "vite.config"));
  return "length" in checked ? checked : [];
}

/** How a file is compiled: as the configuration lists it, or else as the options say. Its runtime is imported. */
export async function askedFor(
  file: string,
  root: string,
  config: string | undefined,
  options: ModelOptions,
): Promise<Asked> {
  const path = config === undefined ? findConfig(root) : resolve(root, config);
  const plan = path === undefined ? noPlan(root) : await readConfig(path);
  const asked = { diagnostics: plan.diagnostics, sources: plan.sources, stamps: plan.stamps };
  if (plan.jobs === undefined) return { ...asked, job: undefined };
  const [listed, another] = plan.jobs.filter((job) => resolve(job.options.entry) === resolve(file));
  const job = listed ?? jobOf({ ...options, file }, root);
  const refused = another?.asked ? twice(file, listed?.asked, another.asked) : notForVite(job);
  if (refused !== undefined) return { ...asked, diagnostics: [refused], job: undefined };
  return {
    ...asked,
    job: { ...job, options: { ...job.options, entry: file, format: "js", runtime: "import" } },
  };
}

/** Where there is no configuration, there may be one later. */
function noPlan(root: string): Plan {
  const stamps = new Map(configNames.map((name) => join(root, name)).map((path) => [path, stampOf(path)]));
  return { jobs: [], diagnostics: [], sources: new Map(), stamps };
}

function twice(file: string, first: Job["asked"], second: NonNullable<Job["asked"]>): Diagnostic {
  const labels = [second, ...(first === undefined ? [] : [{ ...first, text: "the first one" }])];
  const help = "an import is one model: give each a file of its own";
  return error("CNN0701", `${file} is listed twice, and imported`, labels, help);
}

function notForVite({ options: { entry, wasm }, asked }: Job): Diagnostic | undefined {
  if (wasm !== "import") return undefined;
  const label = asked ?? { span: { file: entry, start: 0, end: 0 }, text: "" };
  return error(
    "CNN0701",
    "Vite does not compile what is imported from a .wasm",
    [label],
    'write `wasm: "file"`',
  );
}
