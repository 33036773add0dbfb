import { describe, expect, it } from "vitest";
import { precomputeAffine } from "../../src/passes/precompute-affine.js";
import { compiledError, tolerance } from "../support/agreement.js";
import { TestNetwork } from "../support/test-network.js";
import { change, expectUnchanged } from "./apply.js";

describe("precompute-affine", () => {
  it("leaves a product and a sum of a batch norm, and the rest to the weights", async () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4, 3, 3]);
    net.builder.output("y", net.layer("relu", "relu1", net.layer("batchnorm", "batchnorm1", x)));
    const graph = net.builder.finish("net");
    expect(change(precomputeAffine, graph)).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 4, 3, 3]
        weight batchnorm1.weight = %1: f32[4] fill(1)
        weight batchnorm1.bias = %2: f32[4] fill(0)
        buffer batchnorm1.running_mean = %3: f32[4] fill(0)
        buffer batchnorm1.running_var = %4: f32[4] fill(1)
        %5: f32[N, 4, 3, 3] = batchnorm(%0, %1, %2, %3, %4, epsilon: 0.00001, momentum: 0.1)  // batchnorm1
        %6: f32[N, 4, 3, 3] = relu(%5)  // relu1
        output y = %6
      --> precompute-affine
      graph net
        input x = %0: f32[N, 4, 3, 3]
        weight batchnorm1.weight = %1: f32[4] fill(1)
        weight batchnorm1.bias = %2: f32[4] fill(0)
        buffer batchnorm1.running_mean = %3: f32[4] fill(0)
        buffer batchnorm1.running_var = %4: f32[4] fill(1)
        %5: f32[4] = identity(%1) then %1 / sqrt((%4 + 0.00001))  // batchnorm1.scale
        %6: f32[4] = identity(%1) then %2 - (%3 * (%1 / sqrt((%4 + 0.00001))))  // batchnorm1.shift
        %7: f32[4, 1, 1] = reshape(%5, shape: [4, 1, 1])  // batchnorm1
        %8: f32[N, 4, 3, 3] = mul(%0, %7)  // batchnorm1
        %9: f32[4, 1, 1] = reshape(%6, shape: [4, 1, 1])  // batchnorm1
        %10: f32[N, 4, 3, 3] = add(%8, %9)  // batchnorm1
        %11: f32[N, 4, 3, 3] = relu(%10)  // relu1
        output y = %11
      "
    `);
    expect(await compiledError(graph, 2)).toBeLessThan(tolerance);
  });

  it("takes vectors of features too", async () => {
    const net = new TestNetwork();
    net.builder.output("y", net.layer("batchnorm", "batchnorm1", net.builder.input("x", ["N", 5])));
    expect(await compiledError(net.builder.finish("net"), 2)).toBeLessThan(tolerance);
  });

  it("keeps what has no more parameters than a scale and a shift", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4, 3, 3]);
    net.builder.output("y", net.layer("layer_scale", "layer_scale1", x));
    expectUnchanged(precomputeAffine, net.builder.finish("net"));
  });

  it("keeps parameters that are no weights", () => {
    const net = new TestNetwork();
    const x = net.builder.input("x", ["N", 4, 3, 3]);
    const vector = net.builder.input("vector", [4]);
    net.builder.output("y", net.layer("batchnorm", "batchnorm1", x, {}, [vector, vector, vector, vector]));
    expectUnchanged(precomputeAffine, net.builder.finish("net"));
  });
});
