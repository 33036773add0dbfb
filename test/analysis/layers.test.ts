import { describe, expect, it } from "vitest";
import { analyse, type NetworkAnalysis } from "../../src/analysis/layers.js";
import { operators } from "../../src/ops/index.js";
import { schedule } from "../../src/targets/cpu/plan.js";
import { lenet5, residual, TestNetwork } from "../support/test-network.js";

function row(analysis: NetworkAnalysis, path: string) {
  const found = [...analysis.rows, ...analysis.training.rows].find((each) => each.path === path);
  if (found === undefined) throw new Error(`${path} has no row`);
  return found;
}

describe("analyse", () => {
  it("counts LeNet-5 as by hand", () => {
    const analysis = analyse(lenet5(), operators);
    expect(
      analysis.rows.map(({ path, op, outputs, params, macs }) => [path, op, outputs[0], params, macs]),
    ).toEqual([
      ["conv1", "conv", [6, 28, 28], 6 * (25 + 1), 6 * 28 * 28 * 25],
      ["tanh1", "tanh", [6, 28, 28], 0, 0],
      ["avgpool1", "avgpool", [6, 14, 14], 0, 0],
      ["conv2", "conv", [16, 10, 10], 16 * (6 * 25 + 1), 16 * 100 * 6 * 25],
      ["tanh2", "tanh", [16, 10, 10], 0, 0],
      ["avgpool2", "avgpool", [16, 5, 5], 0, 0],
      ["flatten1", "flatten", [400], 0, 0],
      ["dense1", "dense", [120], 401 * 120, 400 * 120],
      ["tanh3", "tanh", [120], 0, 0],
      ["dense2", "dense", [84], 121 * 84, 120 * 84],
      ["tanh4", "tanh", [84], 0, 0],
      ["head", "dense", [10], 85 * 10, 84 * 10],
    ]);
    const activations = 2 * 4704 + 1176 + 2 * 1600 + 400 + 400 + 2 * 120 + 2 * 84 + 10;
    expect(analysis.totals).toEqual({
      params: 61_706,
      buffers: 0,
      macs: 416_520,
      // tanh: one an element; average pooling: four an element.
      elementwise: 4704 + 4 * 1176 + 1600 + 4 * 400 + 120 + 84,
      activations,
      activationBytes: 4 * activations,
      weightBytes: 246_824,
    });
    expect(analysis.inputs).toEqual([{ name: "image", shape: [1, 32, 32] }]);
    expect(analysis.outputs).toEqual([{ name: "logits", shape: [10] }]);
  });

  it("composes the receptive field of LeNet-5 up to the whole input", () => {
    const analysis = analyse(lenet5(), operators);
    const field = (path: string) => row(analysis, path).receptiveField;
    const square = (extent: number, jump: number, whole = false) => ({
      extent: [extent, extent],
      jump: [jump, jump],
      whole,
    });
    expect(field("tanh1")).toEqual(square(5, 1));
    expect(field("avgpool1")).toEqual(square(6, 2));
    expect(field("conv2")).toEqual(square(14, 2));
    expect(field("flatten1")).toEqual(square(16, 4));
    expect(field("head")).toEqual(square(32, 0, true));
  });

  it("counts a residual network, its buffers, and its auxiliary head apart", () => {
    const { totals, training, ...analysis } = analyse(residual(), operators);
    const convs = 8 * 27 + 8 * 72 + 8 * 3 + 2 * 8 * 72;
    expect(totals.params).toBe(convs + 5 * 16 + (8 * 5 + 5));
    expect(totals.buffers).toBe(5 * 16);
    expect(totals.macs).toBe(64 * convs + 40);
    expect(totals.weightBytes).toBe(4 * (totals.params + totals.buffers));
    expect(training.rows.map(({ path }) => path)).toEqual(["auxpool", "aux"]);
    expect(training.totals).toMatchObject({ params: 45, macs: 40, elementwise: 8 * 64 });
    expect(analysis.outputs.map(({ name }) => name)).toEqual(["logits"]);
  });

  it("takes the larger field where branches join", () => {
    const analysis = analyse(residual(), operators);
    const field = (path: string) => row(analysis, `stage1.${path}`).receptiveField;
    expect(field("0.basic1.shortcut.conv1")).toEqual({ extent: [1, 1], jump: [2, 2], whole: false });
    expect(field("0.basic1.residual1")).toEqual({ extent: [7, 7], jump: [2, 2], whole: false });
    expect(field("1.basic1.relu2")).toEqual({ extent: [15, 15], jump: [2, 2], whole: false });
  });

  it("keeps axes apart, and the whole input once it has been seen", () => {
    const net = new TestNetwork();
    const image = net.builder.input("image", ["N", 4, 9, 20]);
    const wide = net.layer("conv", "wide", image, {
      filters: 4,
      kernel: [1, 3],
      stride: [1, 2],
      dilation: [1, 4],
    });
    const gate = net.layer("dense", "gate", net.layer("global_avgpool", "squeeze", wide), { units: 4 });
    const gated = net.join("mul", "scale", [
      wide,
      net.builder.at({ path: "r", blocks: [] }).apply("reshape", { shape: [-1, 4, 1, 1] }, [gate]),
    ]);
    net.builder.output("y", net.layer("maxpool", "pool", gated, { kernel: 2 }));
    const analysis = analyse(net.builder.finish("axes"), operators);
    expect(row(analysis, "wide").receptiveField).toEqual({ extent: [1, 9], jump: [1, 2], whole: false });
    expect(row(analysis, "pool").receptiveField).toEqual({ extent: [9, 20], jump: [2, 4], whole: true });
  });

  it("counts a shared weight once, at its first use in the inference network", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 6]);
    const origin = { path: "embed", blocks: [] };
    const initialiser = { kind: "fill", value: 0 } as const;
    const weight = net.builder.weight({
      ...{ path: "embed.weight", shape: [6, 6], initialiser, trainable: true, origin },
    });
    const shared = (path: string, data: number) =>
      net.layer("dense", path, data, { units: 6, bias: false }, [weight]);
    net.builder.output("aux", shared("aux", x), { kind: "training" });
    net.builder.output("y", shared("second", shared("first", x)));
    const analysis = analyse(net.builder.finish("shared"), operators);
    expect(analysis.rows.map(({ params, macs }) => [params, macs])).toEqual([
      [36, 36],
      [0, 36],
    ]);
    expect(analysis.totals.params).toBe(36);
    expect(analysis.training.totals).toMatchObject({ params: 0, macs: 36 });
  });

  it("leaves out what no output needs, and costs nothing for what depends on weights alone", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4]);
    net.layer("dense", "dead", x, { units: 100 });
    const two = net.builder
      .at({ path: "two", blocks: [] })
      .apply("constant", { shape: [4], data: [1, 2, 3, 4] }, []);
    net.builder.output("y", net.join("add", "sum", [x, net.layer("relu", "relu", two)]));
    const { rows, totals, training } = analyse(net.builder.finish("constants"), operators);
    expect(rows.map(({ path }) => path)).toEqual(["two", "relu", "sum"]);
    expect(totals).toMatchObject({ params: 0, macs: 0, elementwise: 4, activations: 4 });
    expect(training.rows).toEqual([]);
    expect(rows.map(({ receptiveField }) => receptiveField === undefined)).toEqual([true, true, false]);
  });

  it("takes the peak from the arena of a program", () => {
    const graph = lenet5();
    const program = schedule(graph, operators, { batch: 3 });
    const { memory } = analyse(graph, operators, program);
    expect(memory?.batch).toBe(3);
    expect(memory?.arenaBytes).toBe(4 * program.memory.arena.elements);
    expect(memory?.arenaBytes).toBeGreaterThanOrEqual(4 * 3 * (1024 + 4704));
  });
});
