import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { pipeline, runPipeline } from "../../../src/passes/pipeline.js";
import { inputsOf } from "../../../src/program/operands.js";
import { printProgram } from "../../../src/program/print.js";
import { bufferOf, type Call, type Program, type Space } from "../../../src/program/program.js";
import type { View } from "../../../src/program/view.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { residual, TestNetwork } from "../../support/test-network.js";
import type { PlanOptions } from "../../../src/api/network.js";
import { compiledError, tolerance } from "../../support/agreement.js";
import { networks } from "../../support/networks.js";

const origin = { path: "layer", blocks: [] };
const noPasses = { without: new Set(pipeline.map(({ name }) => name)) };

/** Scheduled for kernels in TypeScript, where a test does not say otherwise: their calls are the fewest. */
function programOf(graph: Graph, batch = 1, options: PlanOptions = {}): Program {
  const { portable = true } = options;
  return schedule(runPipeline(graph, { operators }, options).graph, operators, { batch, portable });
}

const kindsOf = (calls: readonly Call[]) => calls.map(({ kind }) => kind);

/** Every place in its space that a view touches, once. */
function placesOf(program: Program, view: View): number[] {
  const start = bufferOf(program, view.buffer).offset + view.offset;
  const places = view.shape.reduce<number[]>(
    (before, extent, axis) =>
      before.flatMap((at) => Array.from({ length: extent }, (_, i) => at + i * (view.strides[axis] ?? 0))),
    [start],
  );
  return [...new Set(places)];
}

/** Whether two views, perhaps of different buffers, are the same elements of memory in the same order. */
function sameElements(program: Program, a: View, b: View): boolean {
  const [first, second] = [a, b].map((view) => {
    const { space, offset } = bufferOf(program, view.buffer);
    const strides = view.strides.filter((_, axis) => view.shape[axis] !== 1);
    return JSON.stringify([space, offset + view.offset, view.shape, strides]);
  });
  return first === second;
}

/** Every view among the fields of a call, but the output. */
function operandsOf(fields: object): View[] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== "object" || value === null || name === "output") return [];
    return "strides" in value ? [value as View] : operandsOf(value);
  });
}

/**
 * Walks the calls with, for each place of memory, the buffer that wrote it last: a call may read only what its operand's
 * own buffer holds, and may write over what it reads only where it works element by element in place.
 */
function expectSoundMemory(program: Program): void {
  const owners: Record<Space, Map<number, number>> = { arena: new Map(), weights: new Map() };
  const spaceOf = (view: View): Space => bufferOf(program, view.buffer).space;
  const write = (view: View): void => {
    const size = program.memory[spaceOf(view)].elements;
    for (const place of placesOf(program, view)) {
      expect(place >= 0 && place < size).toBe(true);
      owners[spaceOf(view)].set(place, view.buffer);
    }
  };
  const read = (view: View, by: string): void => {
    const foreign = placesOf(program, view).filter((at) => owners[spaceOf(view)].get(at) !== view.buffer);
    expect(foreign, by).toEqual([]);
  };
  const walk = (calls: readonly Call[]): void => {
    for (const call of calls) {
      const written = new Set(placesOf(program, call.output));
      for (const view of operandsOf(call)) {
        read(view, `${call.kind} at ${call.origin.path}`);
        const inPlace = call.kind === "map" && sameElements(program, view, call.output);
        const overlap =
          spaceOf(view) === spaceOf(call.output) && placesOf(program, view).some((at) => written.has(at));
        expect(overlap && !inPlace, `${call.kind} at ${call.origin.path} writes what it reads`).toBe(false);
      }
      write(call.output);
    }
  };
  walk(program.load);
  program.inputs.forEach(({ view }) => {
    write(view);
  });
  walk(program.run);
  program.outputs.forEach(({ name, view }) => {
    read(view, name);
  });
}

describe("the memory of a scheduled network", () => {
  it.each([false, true])("never lets two live values overlap, portable: %j", (portable) => {
    const property = fc.property(networks, fc.integer({ min: 1, max: 3 }), (graph, batch) => {
      expectSoundMemory(programOf(graph, batch, { portable }));
      expectSoundMemory(programOf(graph, batch, { ...noPasses, portable }));
    });
    fc.assert(property, { seed: 4, numRuns: 100 });
  });

  it("is at most a tenth above the largest live set", () => {
    const property = fc.property(networks, (graph) => {
      for (const options of [{}, noPasses, { portable: false }]) {
        const { arena, weights } = programOf(graph, 1, options).memory;
        expect(arena.elements).toBeLessThanOrEqual(1.1 * arena.largestLiveSet);
        expect(weights.elements).toBeLessThanOrEqual(1.1 * weights.largestLiveSet);
      }
    });
    fc.assert(property, { seed: 5, numRuns: 300 });
  });
});

describe("the schedule", () => {
  it("computes branches straight into their concatenation, nested ones too", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2, 4, 4]);
    const branch = (path: string) => net.layer("conv", path, x, { filters: 2, kernel: 1, bias: false });
    const inner = net.join("concat", "inner", [branch("a"), net.layer("relu", "b", x)]);
    const outer = net.join("concat", "outer", [branch("c"), inner]);
    net.builder.output("y", net.layer("flatten", "flatten1", outer));
    const program = programOf(net.builder.finish("net"), 2);
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program net, batch 2
        arena 256 floats (largest live set 256)
        weights 32 floats (largest live set 32)
        input x = arena+192[2, 2, 4, 4]
        output y = arena+0[2, 96]
      load
        weights+0[2, 2, 1, 1] = read a.weight  // a
        weights+16[2, 2, 1, 1] = read c.weight  // c
      run
        arena+32[2, 2, 4, 4] strides [96, 16, 4, 1] = conv arena+192[2, 2, 4, 4], weights+0[2, 2, 1, 1], kernel 1x1 stride 1x1 dilation 1x1 padding [0, 0, 0, 0], groups 1  // a
        arena+64[2, 2, 4, 4] strides [96, 16, 4, 1] = map max(arena+192[2, 2, 4, 4], 0)  // b
        arena+0[2, 2, 4, 4] strides [96, 16, 4, 1] = conv arena+192[2, 2, 4, 4], weights+16[2, 2, 1, 1], kernel 1x1 stride 1x1 dilation 1x1 padding [0, 0, 0, 0], groups 1  // c
      "
    `);
  });

  it("nests concatenations as deep as a network is long", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 1]);
    let all = net.layer("relu", "relu1", x);
    for (let layer = 1; layer <= 20_000; layer += 1) all = net.join("concat", `concat${layer}`, [all]);
    net.builder.output("y", all);
    expect(kindsOf(programOf(net.builder.finish("net"), 1, noPasses).run)).toEqual(["map"]);
  });

  it("copies what a concatenation cannot hold: inputs, outputs, repeated values and views", async () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2, 4, 4]);
    const out = net.layer("relu", "out", x);
    const twice = net.layer("tanh", "twice", x);
    const shared = net.layer("sigmoid", "shared", x);
    net.builder.output("out", out);
    net.builder.output("first", net.join("concat", "first", [x, out, twice, twice, shared]));
    net.builder.output("second", net.join("concat", "second", [shared, net.layer("dropout", "d", shared)]));
    const graph = net.builder.finish("net");
    expect(kindsOf(programOf(graph, 2, noPasses).run)).toEqual([
      ...["map", "map", "map"],
      ...["copy", "copy", "copy", "copy"],
      ...["copy", "copy"],
    ]);
    const { buffers, outputs } = programOf(graph, 1, noPasses);
    expect(buffers[outputs[0]?.view.buffer ?? -1]?.elements).toBe(2 * 4 * 4);
    expect(await compiledError(graph, 2, noPasses)).toBeLessThan(tolerance);
  });

  it("copies what was computed at load time into a concatenation of the batch", async () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const x = net.builder.input("x", ["N", 2]);
    const constant = node.apply("constant", { shape: [3], data: [1, 2, 3] }, []);
    const row = node.apply("neg", {}, [node.apply("expand", { shape: [-1, 3] }, [constant])]);
    net.builder.output("y", net.join("concat", "joined", [node.apply("neg", {}, [x]), row]));
    const graph = net.builder.finish("net");
    expect(kindsOf(programOf(graph, 2, noPasses).run)).toEqual(["map", "copy"]);
    expect(await compiledError(graph, 2, noPasses)).toBeLessThan(tolerance);
  });

  it("reads a weight that layers share once", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2]);
    const first = net.layer("dense", "dense1", x, { units: 2 });
    const weights = net.builder.finish("").weights.map(({ value }) => value);
    net.builder.output("y", net.layer("dense", "dense2", first, { units: 2 }, weights));
    const { load } = programOf(net.builder.finish("net"));
    expect(load.map((call) => (call.kind === "read" ? call.path : call.kind))).toEqual([
      "dense1.weight",
      "dense1.bias",
    ]);
  });

  it("flattens without a call, also a part of a concatenation", async () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2, 3, 3]);
    const left = net.layer("maxpool", "left", x, { kernel: 2, stride: 1 });
    const right = net.layer("avgpool", "right", x, { kernel: 2, stride: 1 });
    net.builder.output("joined", net.join("concat", "joined", [left, right]));
    const flat = net.layer("flatten", "flatten1", right);
    net.builder.output("y", net.layer("dense", "head", flat, { units: 2 }));
    const graph = net.builder.finish("net");
    expect(kindsOf(programOf(graph, 2).run)).toEqual(["pool", "pool", "matmul"]);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("rearranges without a call where strides can say it, and by one copy where they cannot", async () => {
    const net = new TestNetwork();
    const x = net.layer("relu", "relu1", net.builder.input("x", ["N", 4, 6, 5]));
    const inner = net.layer("slice", "slice1", x, { axis: 1, start: 1, end: 5 });
    const turned = net.layer("transpose", "transpose1", inner, { order: [2, 0, 1] });
    const apart = net.layer("reshape", "reshape1", turned, { shape: [5, 2, 2, 2, 2] });
    net.builder.output("views", net.layer("tanh", "tanh1", apart));
    const grouped = net.layer("reshape", "reshape2", x, { shape: [2, 2, -1] });
    const swapped = net.layer("transpose", "transpose2", grouped, { order: [1, 0, 2] });
    net.builder.output("mixed", net.layer("reshape", "reshape3", swapped, { shape: [4, 6, 5] }));
    const graph = net.builder.finish("net");
    expect(kindsOf(programOf(graph, 2).run)).toEqual(["map", "map", "copy"]);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("copies strided operands and results of window kernels", async () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const x = net.builder.input("x", ["N", 2, 3, 4]);
    const turned = node.apply("transpose", { order: [0, 1, 3, 2] }, [x]);
    const above = net.layer("conv", "conv1", turned, { filters: 2, kernel: 1, bias: false });
    const below = net.layer("maxpool", "maxpool1", x, { kernel: 1 });
    const wide = node.apply("concat", { axis: 2 }, [
      below,
      node.apply("transpose", { order: [0, 1, 3, 2] }, [above]),
    ]);
    const pooled = net.layer("maxpool", "maxpool2", turned, { kernel: 2, stride: 1 });
    net.builder.output("y", wide);
    net.builder.output(
      "z",
      node.apply("concat", { axis: 3 }, [pooled, pooled, node.apply("neg", {}, [pooled])]),
    );
    const graph = net.builder.finish("net");
    const kinds = kindsOf(programOf(graph, 2).run);
    expect(kinds.slice(0, 4)).toEqual(["copy", "conv", "pool", "copy"]);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
    expectSoundMemory(programOf(graph, 2));
  });

  it("copies constants into a strided place", async () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const parts = [1, 2].map((value) =>
      node.apply("constant", { shape: [2, 1, 2], data: [value, value + 2, value + 4, value + 6] }, []),
    );
    const table = node.apply("concat", { axis: 1 }, parts);
    net.builder.output("y", node.apply("add", {}, [net.builder.input("x", ["N", 2, 2, 2]), table]));
    expect(await compiledError(net.builder.finish("net"), 2, noPasses)).toBeLessThan(tolerance);
  });

  it("keeps the folded weights only, and reads each tensor just before its use", () => {
    const net = new TestNetwork();
    const layers = ["1", "2", "3"];
    const y = layers.reduce(
      (x, at) => {
        const sum = net.layer("conv", `conv${at}`, x, { filters: 8, kernel: 3, pad: 1, bias: false });
        return net.layer("batchnorm", `norm${at}`, sum);
      },
      net.builder.input("x", ["N", 8, 5, 5]),
    );
    net.builder.output("y", y);
    const program = programOf(net.builder.finish("net"));

    const read = new Set(
      program.load.filter(({ kind }) => kind === "read").map(({ output }) => output.buffer),
    );
    const kept = program.run
      .flatMap(inputsOf)
      .filter(({ buffer }) => bufferOf(program, buffer).space === "weights");
    expect(kept.filter(({ buffer }) => read.has(buffer))).toEqual([]);
    const keptElements = layers.length * (8 * 8 * 9 + 8 + 8);
    const oneRawLayer = 8 * 8 * 9 + 6 * 16;
    expect(program.memory.weights.elements).toBeLessThanOrEqual(keptElements + oneRawLayer);

    const reads = program.load.map((call) => (call.kind === "read" ? call.path : call.kind)).join(" ");
    expect(reads.indexOf("map")).toBeLessThan(reads.indexOf("conv2.weight"));
  });

  it("reads no weight that nothing needs, but expects it in the file", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 3]);
    net.layer("dense", "unused", x, { units: 2 });
    net.builder.output("y", net.layer("relu", "relu1", x));
    const program = programOf(net.builder.finish("net"));
    expect(program.load).toEqual([]);
    expect(program.memory.weights.elements).toBe(0);
    expect(program.weights.map(({ path }) => path)).toEqual(["unused.weight", "unused.bias"]);
  });

  it("brings weights, inputs and load-time values that are outputs into the arena", async () => {
    const net = new TestNetwork();
    const node = net.builder.at(origin);
    const x = net.builder.input("x", ["N", 3]);
    const weight = net.builder.weight({
      path: "scale",
      shape: [2, 3],
      initialiser: { kind: "fill", value: 1 },
      trainable: true,
      origin,
    });
    net.builder.output("x", x);
    net.builder.output("scale", weight);
    net.builder.output("turned", node.apply("transpose", { order: [1, 0] }, [weight]));
    net.builder.output("again", node.apply("neg", {}, [weight]));
    const program = programOf(net.builder.finish("net"), 2);
    expect(program.outputs.every(({ view }) => bufferOf(program, view.buffer).space === "arena")).toBe(true);
    expect(program.outputs.map(({ batched }) => batched)).toEqual([true, false, false, false]);
    expect(await compiledError(net.builder.finish("net"), 2)).toBeLessThan(tolerance);
  });

  it("computes an epilogue in place where the operator is no contraction", async () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 2, 3, 3]);
    const attributes = {
      kernel: [2, 2],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      ceil: false,
    };
    const epilogue = {
      expression: { kind: "unary", op: "neg", x: { kind: "input", index: 0 } },
      operands: [],
    } as const;
    const [y = -1] = net.builder.node({ op: "maxpool", attributes, inputs: [x], epilogue, origin });
    net.builder.output("y", y);
    const graph = net.builder.finish("net");
    expect(kindsOf(programOf(graph).run)).toEqual(["pool", "map"]);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("scales in place what squeeze-and-excite weighs, and needs no more memory than the value", async () => {
    const net = new TestNetwork();
    const x = net.layer("conv", "conv1", net.builder.input("x", ["N", 1, 8, 8]), { filters: 4, kernel: 1 });
    const pooled = net.layer("reduce_mean", "reduce_mean1", x, { keep: true });
    const gate = net.layer(
      "sigmoid",
      "sigmoid1",
      net.layer("conv", "conv2", pooled, { filters: 4, kernel: 1 }),
    );
    net.builder.output(
      "y",
      net.layer("maxpool", "maxpool1", net.join("mul", "mul1", [x, gate]), { kernel: 8 }),
    );
    const graph = net.builder.finish("net");
    const program = programOf(graph);
    expect(kindsOf(program.run)).toEqual(["conv", "reduce", "conv", "map", "pool"]);
    const [, , , scaling] = program.run;
    expect(
      scaling?.kind === "map" && scaling.inputs.some((view) => sameElements(program, view, scaling.output)),
    ).toBe(true);
    expect(program.memory.arena.elements).toBe(4 * 64 + 64);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("leaves alone what is needed later, is an output, or is read in another order", async () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 3, 3, 3]);
    const a = net.layer("maxpool", "a", x, { kernel: 1 });
    const b = net.layer("maxpool", "b", x, { kernel: 1 });
    const node = net.builder.at(origin);
    const turned = node.apply("transpose", { order: [0, 1, 3, 2] }, [b]);
    const sum = net.join("add", "sum", [a, turned]);
    net.builder.output("a", a);
    net.builder.output("sum", sum);
    net.builder.output("product", net.join("mul", "product", [turned, sum]));
    const graph = net.builder.finish("net");
    expectSoundMemory(programOf(graph, 2));
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("normalises a layer in three calls, and steps up with bias and activation in one", async () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 3, 4, 4]);
    const up = net.layer("conv_transpose", "up", net.layer("layernorm", "norm", x), {
      filters: 2,
      kernel: 2,
      stride: 2,
    });
    net.builder.output("y", net.layer("relu", "relu1", up));
    const graph = net.builder.finish("net");
    expect(kindsOf(programOf(graph).run)).toEqual(["reduce", "reduce", "map", "convInputGradient"]);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("schedules a residual network with an origin at every call", () => {
    const program = programOf(residual());
    expectSoundMemory(program);
    expect([...program.load, ...program.run].filter(({ origin: { path } }) => path === "")).toEqual([]);
  });
});
