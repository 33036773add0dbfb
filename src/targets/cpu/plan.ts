import type { Graph } from "../../ir/graph.js";
import type { OperatorDefinition } from "../../ops/definition.js";
import type { Program } from "../../program/program.js";
import type { Numerics } from "../../schedule/demands.js";
import { scheduleFor } from "../../schedule/schedule.js";
import { plainSamples } from "./samples.js";
import { channelsLast } from "./wasm/demands.js";
import type { ConvChoice } from "./wasm/tuned.js";

export interface ScheduleOptions {
  /** Samples that one pass computes. */
  readonly batch: number;
  /** Whether the kernels are in TypeScript instead of WebAssembly. */
  readonly portable?: boolean | undefined;
  /** `"fast"` where it is not said; kernels in TypeScript are always exact. */
  readonly numerics?: Numerics | undefined;
  /** Takes the algorithms of convolutions in WebAssembly, in the place of the cost model. */
  readonly choose?: ConvChoice | undefined;
}

/** The schedule for the kernels in WebAssembly, or for those in TypeScript. */
export function schedule(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  { batch, portable, numerics = "fast", choose }: ScheduleOptions,
): Program {
  return scheduleFor(portable ? plainSamples : channelsLast(numerics, choose), graph, operators, batch);
}
