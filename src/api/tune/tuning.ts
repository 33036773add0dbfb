import { error, warning, type Diagnostic, type Label, type Span } from "../../diagnostics/diagnostic.js";
import { didYouMean } from "../../elaborate/suggest.js";
import { relativePath } from "../../elaborate/relative.js";
import type { ConvShape } from "../../targets/cpu/wasm/choose.js";
import { convKey, namedCandidates, samplesOf, type ConvChoice } from "../../targets/cpu/wasm/tuned.js";
import { readJson, type Placed } from "../config/places.js";
import type { Host } from "../host.js";
import type { CompileTarget } from "../network.js";

/** Where a network's tuning is looked for; `false` leaves the choice to the cost model. */
export type TuningOption = string | false | undefined;

/** What a tuning file says: algorithms of each convolution by their names, the fastest first. */
export interface TuningFile {
  readonly file: string;
  readonly text: string;
  readonly convolutions: ReadonlyMap<string, readonly string[]>;
  /** The place of a convolution, or of the algorithm at an index. */
  readonly place: (key: string, index?: number) => Span;
}

/** The file beside a model's source where `cnnc tune` writes. */
export function tuningPath(entry: string, model: string): string {
  return relativePath(entry, `${model}.tuning.json`);
}

/** The text of the tuning that is named, or of the one beside the source; `undefined` where there is none. */
function textOf(host: Host, file: string, isNamed: boolean): string | Diagnostic | undefined {
  const text = host.readOptional?.(file);
  if (typeof text === "string" || (text === undefined && !isNamed)) return text;
  const message = `${file} cannot be read: ${text?.reason ?? "no such file or folder"}`;
  return error("CNN0004", message, [{ span: { file, start: 0, end: 0 }, text: "" }]);
}

/** The content of a tuning file, or all that is wrong with its form. */
export function parseTuning(text: string, file: string): TuningFile | readonly Diagnostic[] {
  const placed = readJson(text, file, "CNN0703");
  if ("code" in placed) return [placed];
  const convolutions = convolutionsIn(placed.value);
  if (convolutions === undefined) return [malformed(placed)];
  return {
    file,
    text,
    convolutions,
    place: (key, index) =>
      index === undefined
        ? placed.place(["convolutions", key], "key")
        : placed.place(["convolutions", key, index]),
  };
}

function convolutionsIn(value: unknown): TuningFile["convolutions"] | undefined {
  if (!isRecord(value) || !isRecord(value.convolutions)) return undefined;
  const entries = Object.entries(value.convolutions);
  return entries.every((entry): entry is [string, string[]] => isTexts(entry[1]))
    ? new Map(entries)
    : undefined;
}

function malformed({ place }: Placed): Diagnostic {
  const message = "a tuning has `convolutions`: lists of algorithms by convolution";
  return error("CNN0703", message, [{ span: place(["convolutions"]), text: "" }], tuneAgain);
}

const tuneAgain = "`cnnc tune` writes it anew";

/** A choice of algorithms, and what there is to say about where it comes from once a program has been made with it. */
export interface TunedChoice {
  /** `undefined` leaves it to the cost model. */
  readonly choose: ConvChoice | undefined;
  readonly findings: () => readonly Diagnostic[];
  /** Where there is one without errors. */
  readonly tuning: TuningFile | undefined;
  /** The text into which findings may point, by its file. */
  readonly sources: ReadonlyMap<string, string>;
}

/** How the algorithms of a model are chosen: by its tuning, where it has one and kernels are in WebAssembly. */
export function tuneChoice(
  host: Host,
  entry: string,
  model: string,
  options: {
    readonly target?: CompileTarget | undefined;
    readonly portable?: boolean | undefined;
    readonly tuning?: TuningOption;
  },
): TunedChoice {
  const { target, portable, tuning: option } = options;
  const none = {
    choose: undefined,
    findings: () => [],
    tuning: undefined,
    sources: new Map<string, string>(),
  };
  if (portable || target === "webgpu" || option === false) return none;
  const file = option ?? tuningPath(entry, model);
  const text = textOf(host, file, option !== undefined);
  if (text === undefined) return none;
  if (typeof text !== "string") return { ...none, findings: () => [text] };
  const parsed = parseTuning(text, file);
  const sources = new Map([[file, text]]);
  return "length" in parsed ? { ...none, findings: () => parsed, sources } : tunedChoice(parsed, sources);
}

/** The fastest algorithms that the numerics allow, as a tuning has them. */
function tunedChoice(tuning: TuningFile, sources: TunedChoice["sources"]): TunedChoice {
  const { file, convolutions, place } = tuning;
  const met = new Map<string, ConvShape>();
  return {
    tuning,
    sources,
    choose: (shape, numerics) => {
      const key = convKey(shape);
      met.set(key, shape);
      const candidates = namedCandidates(shape, numerics);
      const known = convolutions.get(key)?.find((name) => candidates.has(name));
      const algorithm = known === undefined ? undefined : candidates.get(known);
      return algorithm && { ...algorithm, tuned: true };
    },
    findings: () => {
      const unknown = [...met].flatMap(([key, shape]) => {
        const candidates = [...namedCandidates(shape, "fast").keys()];
        return (convolutions.get(key) ?? []).flatMap((name, index): readonly Diagnostic[] => {
          if (candidates.includes(name)) return [];
          const message = `there is no algorithm \`${name}\` for this convolution`;
          const help = didYouMean(name, candidates) ?? `it has ${candidates.join(", ")}`;
          return [error("CNN0703", message, [{ span: place(key, index), text: "" }], help)];
        });
      });
      return unknown.length > 0 ? unknown : outdated();
    },
  };

  /** Where the tuning is of a network as it was: entries of no convolution, and convolutions without one. */
  function outdated(): readonly Diagnostic[] {
    const samples = new Set([...met.keys()].map(samplesOf));
    const relevant = [...convolutions.keys()].filter((key) => samples.has(samplesOf(key)));
    const idle = relevant.filter((key) => !met.has(key));
    const missing = relevant.length === 0 ? [] : [...met.keys()].filter((key) => !convolutions.has(key));
    if (idle.length + missing.length === 0) return [];
    const [first] = idle;
    const label: Label = {
      span: first === undefined ? { file, start: 0, end: 0 } : place(first),
      text: first === undefined ? "" : "no convolution of the network",
    };
    const message = `the tuning is of another network: ${idle.length} of its entries are of no convolution, ${missing.length} ${missing.length === 1 ? "convolution has" : "convolutions have"} none`;
    return [warning("CNN0703", message, [label], "`cnnc tune` measures what is there now")];
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
}
