import type { NetworkAnalysis } from "../analysis/layers.js";
import { grouped, padEnd, rounded, showBytes, wrap, type Paint } from "./text.js";

/** How the counts are meant; other tools count otherwise. */
const convention =
  "Counted for one sample of the inference network. Parameters are trainable numbers, a shared weight once; buffers " +
  "(running statistics) are apart. One MAC is one multiply-add of a convolution or dense layer; all other arithmetic " +
  "is elementwise. Activations are the float32 results of all layers; peak memory is the arena in which they share places.";

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

function factsOf(analysis: NetworkAnalysis): readonly (readonly [name: string, text: string])[] {
  const { totals, taps, training, batch } = analysis;
  const fieldText = receptiveFieldText(analysis);
  const buffers = totals.buffers === 0 ? "no buffers" : `${grouped(totals.buffers)} buffers`;
  const facts: [string, string][] = [
    ["Parameters", `${count(totals.params)}, ${buffers}; ${showBytes(totals.weightBytes)} of float32`],
    ["MACs", count(totals.macs)],
    ["Elementwise", count(totals.elementwise)],
    ["Activations", `${count(totals.activations)}; ${showBytes(totals.activationBytes)} of float32`],
  ];
  if (totals.peakBytes !== undefined && batch !== undefined) {
    facts.push(["Peak memory", `${showBytes(totals.peakBytes)} at batch ${batch}`]);
  }
  if (fieldText !== undefined) facts.push(["Receptive field", fieldText]);
  if (taps.length > 0) {
    facts.push(["Taps", taps.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ")]);
  }
  if (training.rows.length > 0) {
    const { params, macs } = training.totals;
    facts.push(["Training only", `${count(params)} parameters and ${count(macs)} MACs more`]);
  }
  return facts;
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
