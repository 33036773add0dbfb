import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Graph } from "../ir/graph.js";
import { verify } from "../ir/verify.js";
import { dropIdentities } from "./drop-identities.js";
import { foldBatchNorm } from "./fold-batchnorm.js";
import { foldConstants } from "./fold-constants.js";
import { fuseElementwise } from "./fuse-elementwise.js";
import { interleaveChannels } from "./interleave-channels.js";
import type { Pass, PassContext } from "./pass.js";
import { precomputeAffine } from "./precompute-affine.js";
import { removeDead } from "./remove-dead.js";
import { shareCommon } from "./share-common.js";

/**
 * Every pass, in the order in which they run. What nothing needs goes before folding and fusion, which leave alone a
 * value that has other uses.
 */
export const pipeline: readonly Pass[] = [
  dropIdentities,
  foldConstants,
  shareCommon,
  interleaveChannels,
  removeDead,
  foldBatchNorm,
  precomputeAffine,
  fuseElementwise,
];

export interface PipelineOptions {
  /** Names of passes that are left out. */
  readonly without?: ReadonlySet<string>;
  /** Sees the graph after each pass that ran. */
  readonly observe?: (pass: string, graph: Graph) => void;
}

export interface PipelineResult {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs the pipeline and verifies the graph after each pass; a pass that breaks it is a defect and throws. */
export function runPipeline(
  graph: Graph,
  context: PassContext,
  options: PipelineOptions = {},
): PipelineResult {
  const diagnostics: Diagnostic[] = [];
  let current = graph;
  for (const pass of pipeline) {
    if (options.without?.has(pass.name)) continue;
    const result = pass.run(current, context);
    const findings = verify(result.graph, context.operators);
    if (findings.length > 0) throw new Error(`pass ${pass.name} broke the graph:\n${findings.join("\n")}`);
    current = result.graph;
    diagnostics.push(...result.diagnostics);
    options.observe?.(pass.name, current);
  }
  return { graph: current, diagnostics };
}
