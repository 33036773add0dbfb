import type { Graph } from "../../ir/graph.js";
import type { OperatorDefinition } from "../../ops/definition.js";
import type { Program } from "../../program/program.js";
import type { Numerics } from "../../schedule/demands.js";
import { scheduleFor } from "../../schedule/schedule.js";
import { chooseConv, type GpuChoice } from "./choose.js";
import { inHalf, type Precision } from "./precision.js";
import { vectorDemands } from "./demands.js";
import { coreLimits, type SupportedLimits } from "./device-limits.js";

export interface GpuScheduleOptions {
  /** What devices have to have; the least that WebGPU demands where it is not said. */
  readonly limits?: SupportedLimits | undefined;
  /** `"fast"` where it is not said. */
  readonly numerics?: Numerics | undefined;
  /** `"f32"` where it is not said. */
  readonly precision?: Precision | undefined;
  /** Takes the algorithms of convolutions, in the place of the cost model. */
  readonly choose?: GpuChoice | undefined;
}

/** The schedule for the kernels in WGSL. One pass computes `batch` samples. */
export function scheduleForGpu(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  batch: number,
  { limits = coreLimits, numerics = "fast", precision = "f32", choose = chooseConv }: GpuScheduleOptions = {},
): Program {
  const program = scheduleFor(
    vectorDemands({ limits, numerics, precision }, choose),
    graph,
    operators,
    batch,
  );
  return precision === "f16" ? inHalf(program) : program;
}
