import { expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { runPipeline } from "../../../src/passes/pipeline.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { graphOf, shrunken } from "../../support/small-zoo.js";

/** DenseNet whose first block is `depth` layers deep. */
function planned(depth: number) {
  const text = shrunken("densenet121", { "dense_block(6,": `dense_block(${depth},` });
  const { graph } = runPipeline(graphOf("densenet", text), { operators });
  return schedule(graph, operators, { batch: 1 });
}

it("DenseNet takes memory in proportion to its depth, and joins its layers without a copy", () => {
  const programs = [40, 80, 160, 320].map(planned);
  const sizes = programs.map(({ memory }) => memory.arena.elements);
  const growths = sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0));
  // What all layers made, and the same again normalised: 32 channels of 56 x 56 a layer each.
  expect(growths).toEqual([40, 80, 160].map((layers) => layers * 2 * 32 * 56 * 56));
  expect(programs.flatMap(({ run }) => run.filter(({ kind }) => kind === "copy"))).toEqual([]);
});
