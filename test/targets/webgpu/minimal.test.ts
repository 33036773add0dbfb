import { expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { run } from "../../../src/reference/run.js";
import type { GpuChoice } from "../../../src/targets/webgpu/choose.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { relativeError } from "../../ops/cases.js";
import { feedsOf } from "../../support/networks.js";
import { TestNetwork } from "../../support/test-network.js";
import { runOnGpu } from "../../support/gpu/compile.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();
/** Numbers of channels that fill no vectors, and one that does. */
const channels = [1, 3, 5, 6, 8, 9, 17, 18];

const minimal =
  (outputs: number): GpuChoice =>
  (candidates, { output }) => {
    const found = candidates.find((each) => each.kind === "winograd" && each.outputs[0] === outputs);
    const [other] = candidates;
    if (other === undefined) throw new Error(`nothing computes ${output.shape.join()}`);
    return found ?? other;
  };

/** Chains over every number of channels, sizes that no tile divides, any padding, and residuals. */
function network() {
  const net = new TestNetwork();
  channels.forEach((from, index) => {
    const to = channels.at(index - 3) ?? 1;
    const path = `${from}_${to}`;
    const x = net.builder.input(`x${from}`, ["N", from, 5 + (index % 4), 6 + (index % 5)]);
    const layer = (name: string, pad: number, value: number): number =>
      net.layer("conv", `${path}.${name}`, value, { filters: to, kernel: 3, pad });
    const active = net.layer("relu", `${path}.active`, layer("first", 1, x));
    const sum = net.join("add", `${path}.sum`, [layer("second", 1, active), active]);
    net.builder.output(path, net.layer("relu", `${path}.last`, layer("third", index % 3, sum)));
  });
  return net.builder.finish("minimal");
}

for (const [outputs, adapter] of [
  [2, "discrete"],
  [4, "software"],
] as const) {
  gpuTest(
    `minimal filtering F(${outputs},3) agrees with evaluate, as on ${adapter} adapters`,
    async (dawn) => {
      const graph = network();
      const feeds = feedsOf(graph, 3);
      const actual = await runOnGpu(dawn, graph, feeds, 2, {
        choose: minimal(outputs),
        loading: { adapter },
      });
      const wrong = [...run(graph, operators, feeds)].flatMap(([name, expected]) => {
        const data = Float64Array.from(actual.get(name) ?? []);
        const error = relativeError({ shape: expected.shape, data }, expected);
        return error <= 1e-4 ? [] : [`${name}: ${error}`];
      });
      expect(wrong).toEqual([]);
    },
    120_000,
  );
}

it("is taken where it is expected to be faster, and not where numbers are to be exact", () => {
  const kinds = (size: number, width: number, numerics: "fast" | "exact"): readonly string[] => {
    const each = new TestNetwork();
    const x = each.builder.input("x", ["N", width, size, size]);
    each.builder.output("y", each.layer("conv", "conv1", x, { filters: width, kernel: 3, pad: 1 }));
    const { run: calls } = scheduleForGpu(each.builder.finish("m"), operators, 1, { numerics });
    return calls.flatMap((call) => (call.kind === "transformOutput" ? [`F(${call.outputs[0]},3)`] : []));
  };
  expect(kinds(56, 64, "fast")).toEqual(["F(4,3)"]);
  expect(kinds(14, 256, "fast")).toEqual(["F(4,3)"]);
  expect(kinds(7, 512, "fast")).toEqual(["F(2,3)"]);
  expect(kinds(56, 8, "fast")).toEqual([]);
  expect(kinds(56, 64, "exact")).toEqual([]);
});
