import { sumOf } from "../../analysis/sums.js";
import { adapterClasses } from "../../targets/webgpu/estimate/devices.js";
import type { Estimate } from "../../targets/webgpu/estimate/estimate.js";
import { showTime } from "../profile/text.js";
import { sectionLines, type Line } from "../report/lines.js";
import { grouped, rounded, showBytes } from "../text.js";
import {
  dispatchesOf,
  kernelsOf,
  onDiscrete,
  sumOfDispatches,
  type EstimatedDispatch,
  type EstimateRow,
  type EstimateSum,
  type NetworkEstimate,
} from "./estimate-network.js";

/** A row of the table: a block, a layer, or a dispatch of a layer that has several. */
export interface EstimateLine extends Line {
  readonly sum: EstimateSum;
  /** Of a dispatch, or a layer with one. */
  readonly kernel: string;
  readonly source: EstimateRow["source"];
}

/** The layers with dispatches of their own, to be folded as those of a report. */
export function sectionOf({ rows }: NetworkEstimate) {
  const layers = rows.map(({ layer }) => layer);
  return { rows: layers, totals: { ...sumOf(layers), activationBytes: 0, weightBytes: 0 } };
}

/** The rows as a tree of blocks, those deeper than `depth` folded, and their sum; without what no device of these takes. */
export function estimateLines(network: NetworkEstimate, depth: number): readonly EstimateLine[] {
  const rowOf = new Map(network.rows.map((row) => [row.layer, row]));
  const devices = network.devices.length;
  return sectionLines(sectionOf(network), "total", depth).flatMap((line): readonly EstimateLine[] => {
    const rows = line.layers.flatMap((layer) => rowOf.get(layer) ?? []);
    const [row] = rows;
    const dispatches = dispatchesOf({ rows }).filter(isTaken);
    const [only, ...others] = dispatches;
    const isLayer = line.role === "layer" && row !== undefined;
    const own: EstimateLine = {
      ...line,
      sum: sumOfDispatches(dispatches, devices),
      kernel: isLayer && only !== undefined && others.length === 0 ? only.kernel : "",
      source: isLayer ? row.source : undefined,
    };
    if (!isLayer || others.length === 0) return [own];
    const parts = dispatches.map((dispatch, index) => ({
      ...own,
      ...{ level: line.level + 1, last: [...line.last, index === dispatches.length - 1], source: undefined },
      ...{
        name: `${dispatch.kind}${onText(dispatch, network)}`,
        label: "",
        kernel: dispatch.kernel,
        layers: [],
      },
      sum: sumOfDispatches([dispatch], devices),
    }));
    return [{ ...own, isLeaf: false }, ...parts];
  });
}

/** `50 dispatches of 13 kernels a run of one sample: 3.64 GFLOP, 96.2 MB; buffers: …` */
export function factsLine(network: NetworkEstimate): string {
  const { batch, precision, memory, devices } = network;
  const dispatches = dispatchesOf(network);
  const { flops, bytes } = sumOfDispatches(dispatches, devices.length);
  const samples = batch === 1 ? "one sample" : `${batch} samples`;
  const work = `${count(flops)}FLOP, ${count(bytes)}B read and written`;
  const buffers = `buffers of ${showBytes(memory.weights)} for weights and ${showBytes(memory.run)} for values`;
  const isOneForAll = dispatches.every(({ on }) => on.length === adapterClasses.length);
  const half = precision === "f16" ? " in half precision" : "";
  const all = `${onDiscrete(dispatches).length} dispatches of ${kernelsOf(network).size} kernels`;
  return `${all} for ${samples}${half}${isOneForAll ? "" : " on discrete GPUs"}: ${work}; ${buffers}`;
}

/** Whether one of the devices does it. */
function isTaken({ estimates }: EstimatedDispatch): boolean {
  return estimates.some((estimate) => estimate !== undefined);
}

/** Whether all of the devices do it. */
function isCommon({ estimates }: EstimatedDispatch): boolean {
  return estimates.every((estimate) => estimate !== undefined);
}

/** ` on integrated` where that is not all of the devices' adapters. */
function onText(dispatch: EstimatedDispatch, { devices }: NetworkEstimate): string {
  if (isCommon(dispatch)) return "";
  const classes = new Set(devices.flatMap(({ adapter }) => (dispatch.on.includes(adapter) ? [adapter] : [])));
  return ` on ${[...classes].join(", ")}`;
}

/** Of which devices the counts of a layer are, where they compute one in different ways. */
export function countsNote(network: NetworkEstimate): readonly string[] {
  if (dispatchesOf(network).filter(isTaken).every(isCommon)) return [];
  const names = network.devices.flatMap(({ name, adapter }) => (adapter === "discrete" ? [name] : []));
  const where = `discrete GPUs (${names.join(", ")})`;
  return [`MFLOP, MB, workgroups and registers of layers and blocks are those on ${where}.`];
}

/** A count up to its unit: `3.64 G`. */
function count(value: number): string {
  return rounded(Math.round(value)) ?? `${grouped(Math.round(value))} `;
}

/** Millions, with three significant digits above 10. */
export function millions(value: number): string {
  const shown = value / 1e6;
  return shown === 0 ? "–" : shown.toFixed(shown < 0.995 ? 3 : shown < 99.5 ? 1 : 0);
}

/** What is estimated, in words: little of what a device does not do. */
export function timeTexts(time: Pick<Estimate, "milliseconds" | "bound" | "occupancy"> | undefined) {
  if (time === undefined || time.milliseconds === 0) return { time: "–", bound: "", occupied: "" };
  const occupied = `${(100 * time.occupancy).toFixed(0)}%`;
  return { time: showTime(time.milliseconds), bound: time.bound, occupied };
}

/** Operations for each byte. */
export function intensityText({ flops, bytes }: Pick<EstimateSum, "flops" | "bytes">): string {
  return flops === 0 || bytes === 0 ? "–" : (flops / bytes).toFixed(flops < 100 * bytes ? 1 : 0);
}
