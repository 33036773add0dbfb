import { geometricMean, ratioOf, type NetworkResult, type Results } from "./results.js";

/** Rows of cells as lines of text, with a rule under the first row and, where asked for, above the last. */
export function columns(rows: readonly (readonly string[])[], ruleAboveLast = false): readonly string[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const [head = "", ...body] = lines;
  if (!ruleAboveLast) return [head, rule, ...body];
  return [head, rule, ...body.slice(0, -1), rule, ...body.slice(-1)];
}

/** Milliseconds with three significant digits. */
export function showMilliseconds(time: number): string {
  return time >= 100 ? time.toFixed(0) : time.toPrecision(3);
}

/** What a ratio is over, by whether an engine has one thread or two. */
const bases = ["ort-web", "ort-web 2 threads"] as const;
const dash = "–";

/** Medians with their ratios over onnxruntime-web on as many threads, then what is not in them. */
export function renderResults({ machine, versions, engines, networks }: Results): readonly string[] {
  const cell = (result: NetworkResult, engine: string): string => {
    const time = result.median[engine];
    if (result.wrong.length > 0) return result.wrong.includes(engine) ? "wrong" : dash;
    return time === undefined
      ? dash
      : showMilliseconds(time) + ratioText(ratioOf(result, engine, baseOf(engine)));
  };
  const rows = networks.map((result) => [result.network, ...engines.map((engine) => cell(result, engine))]);
  const means = engines.map((engine) => {
    const ratios = networks.flatMap((result) => ratioOf(result, engine, baseOf(engine)) ?? []);
    return ratios.length === 0 ? dash : `${geometricMean(ratios).toFixed(2)}×`;
  });
  return [
    ...columns([["ms", ...engines], ...rows, ["geometric mean", ...means]], true),
    "",
    `ms a run, and times as fast as ${bases[0]} on as many threads`,
    `${machine.processor}, ${machine.cores} cores, ${machine.system}`,
    Object.entries(versions)
      .map((version) => version.join(" "))
      .join(", "),
    ...networks.flatMap(notesOf),
  ];
}

/** The column that an engine is held against. */
function baseOf(engine: string): string {
  return engine.endsWith(" 2 threads") ? bases[1] : bases[0];
}

function ratioText(ratio: number | undefined): string {
  return ratio === undefined ? "" : ` ${ratio.toFixed(2).padStart(5)}×`;
}

function notesOf({ network, wrong, error, absent }: NetworkResult): readonly string[] {
  return [
    ...wrong.map(
      (engine) =>
        `${network}: not timed, ${engine} is ${(error[engine] ?? NaN).toExponential(1)} of the rms off`,
    ),
    ...Object.entries(absent).map(([engine, reason]) => `${network}: ${engine}: ${reason}`),
  ];
}
