import { expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { runPipeline } from "../../../src/passes/pipeline.js";
import { elementsOf } from "../../../src/program/view.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { graphOf, shrunken } from "../../support/small-zoo.js";

it("ShuffleNet v2 moves nothing but the half that passes a unit by, once", () => {
  const network = graphOf("shufflenet", shrunken("shufflenet_v2_x1_0", {}));
  const { graph } = runPipeline(network, { operators });
  const { run } = schedule(graph, operators, { batch: 1, portable: true });
  const copied = run.flatMap(({ kind, output }) => (kind === "copy" ? [elementsOf(output)] : []));
  const kept = (channels: number, size: number, units: number): number[] =>
    new Array<number>(units).fill((channels / 2) * size * size);
  expect(copied).toEqual([...kept(116, 28, 3), ...kept(232, 14, 7), ...kept(464, 7, 3)]);
});
