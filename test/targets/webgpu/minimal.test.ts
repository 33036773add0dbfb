import { describe, expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import type { GpuChoice } from "../../../src/targets/webgpu/choose.js";
import { adapterClasses, type AdapterClass } from "../../../src/targets/webgpu/estimate/devices.js";
import { expectedOn } from "../../../src/targets/webgpu/estimate/estimate.js";
import { scheduleForGpu, type GpuScheduleOptions } from "../../../src/targets/webgpu/plan.js";
import { stepsOf } from "../../../src/targets/webgpu/steps.js";
import { altered } from "../../support/gpu/altered.js";
import { disagreements } from "../../support/gpu/disagreements.js";
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
function network(widths = channels) {
  const net = new TestNetwork();
  widths.forEach((from, index) => {
    const to = widths.at(index - 3) ?? 1;
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

/** Filters that fill no vectors, then those that do; what each class takes is different. */
const apart: GpuChoice = (candidates, operation, adapter, millisecondsOf) => {
  const outputs = { software: 4, discrete: 2, integrated: 0 }[adapter];
  return minimal(outputs)(candidates, operation, adapter, millisecondsOf);
};

const ways = [
  ["F(2,3)", minimal(2), "discrete"],
  ["F(4,3)", minimal(4), "software"],
  ["F(2,3) of three algorithms", apart, "discrete"],
  ["F(4,3) of three algorithms", apart, "software"],
  ["no minimal filtering of three algorithms", apart, "integrated"],
  ["what is tried of three algorithms", apart, undefined],
] as const;

for (const [title, choose, adapter] of ways) {
  gpuTest(
    `${title} agrees with evaluate, ${adapter === undefined ? "calibrated" : `as on ${adapter} adapters`}`,
    async (dawn) => {
      // What is tried takes long.
      const graph = network(adapter === undefined ? [3, 8] : channels);
      const feeds = feedsOf(graph, 3);
      const actual = await runOnGpu(dawn, graph, feeds, 2, {
        choose,
        loading: adapter === undefined ? { calibrate: true } : { adapter },
      });
      expect(disagreements(graph, feeds, actual)).toEqual([]);
    },
    120_000,
  );
}

gpuTest("what other adapters take has no memory", async (dawn) => {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 8, 12, 12]);
  net.builder.output("y", net.layer("conv", "only", x, { filters: 8, kernel: 3, pad: 1 }));
  const graph = net.builder.finish("apart");
  const bytes = async (choose: GpuChoice, adapter: AdapterClass): Promise<number> => {
    let all = 0;
    const device = altered(dawn.device, {
      createBuffer: (descriptor) => {
        all += descriptor.size;
        return dawn.device.createBuffer(descriptor);
      },
    });
    await runOnGpu({ ...dawn, device }, graph, feedsOf(graph, 1), 1, { choose, loading: { adapter } });
    return all;
  };
  // A weight that is not every class's has a buffer of its own, which begins with zeros.
  expect(await bytes(apart, "integrated")).toBe((await bytes(minimal(0), "integrated")) + 16);
  const others = [await bytes(apart, "discrete"), await bytes(apart, "software")];
  expect(await bytes(apart, "integrated")).toBeLessThan(Math.min(...others));
});

describe("the algorithm of a convolution", () => {
  /** What each class takes for 3×3 taps, and how long that is expected to take. */
  const taken = (size: number, width: number, options: GpuScheduleOptions = {}) => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", width, size, size]);
    net.builder.output("y", net.layer("conv", "conv1", x, { filters: width, kernel: 3, pad: 1 }));
    const { run: steps } = stepsOf(scheduleForGpu(net.builder.finish("m"), operators, 1, options));
    return adapterClasses.map((adapter) => {
      const own = steps.flatMap(({ call, dispatch }) => {
        const way = dispatch?.ways[adapter];
        return way === undefined || call.kind === "copy" ? [] : [{ call, way }];
      });
      const last = own.find(({ call: { kind } }) => kind === "transformOutput")?.call;
      const outputs = last?.kind === "transformOutput" ? last.outputs[0] : 0;
      const ways = own.map(({ way }) => way);
      return { adapter, outputs, time: expectedOn(adapter, ways) };
    });
  };

  it("is the one with the shortest estimate on each class of adapters", () => {
    const sizes = [
      [56, 64],
      [28, 128],
      [14, 256],
      [7, 512],
      [13, 192],
      [56, 8],
    ] as const;
    const all = sizes.flatMap(([size, width]) => {
      const forced = [0, 2, 4].map((outputs) => taken(size, width, { choose: minimal(outputs) }));
      return taken(size, width).map(({ adapter, outputs, time }, index) => {
        const times = forced.map((each) => each[index]?.time ?? Infinity);
        expect(time, `${adapter}: ${width} channels, ${size} pixels`).toBe(Math.min(...times));
        return `${adapter} ${outputs}`;
      });
    });
    expect(new Set(all).size).toBeGreaterThan(4);
  });

  it("is minimal filtering on software adapters where there are channels enough", () => {
    const outputs = (size: number, width: number, options?: GpuScheduleOptions) =>
      taken(size, width, options).find(({ adapter }) => adapter === "software")?.outputs;
    expect(outputs(56, 64)).toBe(4);
    expect(outputs(14, 256)).toBe(4);
    expect(outputs(7, 512)).toBe(2);
    expect(outputs(56, 64, { numerics: "exact" })).toBe(0);
  });
});
