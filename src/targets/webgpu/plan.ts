import type { Graph } from "../../ir/graph.js";
import type { OperatorDefinition } from "../../ops/definition.js";
import type { Program } from "../../program/program.js";
import { scheduleFor } from "../../schedule/schedule.js";
import { vectorDemands } from "./demands.js";

/** The schedule for the kernels in WGSL. One pass computes `batch` samples. */
export function scheduleForGpu(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  batch: number,
): Program {
  return scheduleFor(vectorDemands, graph, operators, batch);
}
