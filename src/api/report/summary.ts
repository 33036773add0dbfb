import { heaviest } from "../../analysis/heaviest.js";
import type { NetworkAnalysis } from "../../analysis/layers.js";
import type { Sums } from "../../analysis/sums.js";
import { grouped, padEnd, rounded, shapeList, showBytes, wrap, type Paint } from "../text.js";
import { algorithmShares } from "./algorithms.js";
import { percent } from "./columns.js";

/** How the counts are meant; other tools count otherwise. */
export const convention =
  "Counted for one sample of the inference network. Parameters are trainable numbers, a shared weight once; buffers " +
  "(running statistics) are apart. One MAC is one multiply-add of a convolution or dense layer, which other tools count " +
  "as two FLOPs; all other arithmetic is elementwise. Activations are the float32 results of all layers; peak memory is " +
  "the arena in which they share places.";

/** Totals in words, a line each, with the counting convention. */
export function renderSummary(
  analysis: NetworkAnalysis,
  options: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const { width, paint } = options;
  const facts = factsOf(analysis);
  const indent = 2 + Math.max(...facts.map(([name]) => name.length));
  const lines = facts.flatMap(([name, text]) =>
    wrap(text, width - indent).map((line, index) =>
      index === 0 ? paint("strong", padEnd(name, indent)) + line : " ".repeat(indent) + line,
    ),
  );
  return [...lines, "", ...wrap(convention, width).map((line) => paint("faint", line))];
}

/** What there is to say of the network as a whole. */
export function factsOf(analysis: NetworkAnalysis): readonly (readonly [name: string, text: string])[] {
  const { rows, totals, taps, training, memory } = analysis;
  const fieldText = receptiveFieldText(analysis);
  const buffers = totals.buffers === 0 ? "no buffers" : `${grouped(totals.buffers)} buffers`;
  const facts: [string, string][] = [
    ["Parameters", `${count(totals.params)}, ${buffers}; ${showBytes(totals.weightBytes)} of float32`],
    ["MACs", count(totals.macs)],
    ["Elementwise", count(totals.elementwise)],
    ["Activations", `${count(totals.activations)}; ${showBytes(totals.activationBytes)} of float32`],
  ];
  if (memory !== undefined) {
    const most = memory.calls.reduce((largest, { liveBytes }) => Math.max(largest, liveBytes), 0);
    const at = memory.calls.find(({ liveBytes }) => liveBytes === most);
    const place = at === undefined || at.path === "" ? "" : `, most of it in use at ${at.path}`;
    facts.push(["Peak memory", `${showBytes(memory.arenaBytes)} at batch ${memory.batch}${place}`]);
  }
  if (fieldText !== undefined) facts.push(["Receptive field", fieldText]);
  facts.push(["Algorithms", algorithmShares(analysis)]);
  if (taps.length > 0) {
    facts.push(["Taps", shapeList(taps)]);
  }
  if (training.rows.length > 0) {
    const { inputs, outputs, totals: more } = training;
    const takes = inputs.length === 0 ? "" : `; takes ${shapeList(inputs)}`;
    const gives = outputs.length === 0 ? "" : `; gives ${shapeList(outputs)}`;
    const counts = `${count(more.params)} parameters and ${count(more.macs)} MACs more`;
    facts.push(["Training only", `${counts}${takes}${gives}`]);
  }
  if (rows.length > 3) {
    facts.push(["Most parameters", ranking(analysis, "params")], ["Most MACs", ranking(analysis, "macs")]);
  }
  return facts.filter(([, text]) => text !== "");
}

/** The layers with most of a count; equal ones are told together, by the first. */
function ranking({ rows, totals }: NetworkAnalysis, name: keyof Sums): string {
  return heaviest(rows, name, 3)
    .map(({ value, first, equal }) => {
      const others = equal.length === 0 ? "" : ` and ${equal.length} more, each`;
      return `${first.path}${others} ${percent(value / totals[name])}`;
    })
    .join("; ");
}

/** The last field that is a window, and where the network begins to see all of its input. */
function receptiveFieldText({ rows }: NetworkAnalysis): string | undefined {
  const windowed = rows.findLast(
    ({ receptiveField: field }) => field !== undefined && !field.whole && field.extent.length > 0,
  );
  const whole = rows.find(({ receptiveField: field }) => field?.whole === true);
  const sees = whole?.receptiveField && `the whole input from ${whole.path} on`;
  const field = windowed?.receptiveField;
  if (windowed === undefined || field === undefined) return sees;
  const window = `${field.extent.join("×")} in steps of ${field.jump.join("×")} at ${windowed.path}`;
  return sees === undefined ? window : `${window}, ${sees}`;
}

function count(value: number): string {
  const short = rounded(value);
  return short === undefined ? grouped(value) : `${grouped(value)} (${short})`;
}
