import { describe, expect, it } from "vitest";
import { operators } from "../../../src/ops/index.js";
import { emitGpuModule } from "../../../src/targets/webgpu/emit/module.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { numberLiteral } from "../../../src/targets/webgpu/wgsl/scalar.js";
import { readRuntime } from "../../support/compile.js";
import { TestNetwork } from "../../support/test-network.js";

const facts = { header: [], parameters: 0, buffers: 0, macs: 0, trainingWeights: [] };

describe("numbers for WebGPU", () => {
  it("have a point or an exponent, the nearest float32 and their sign", () => {
    const literals = [0, -0, 1, -2, 0.1, -1e-60, 1e30].map((value) => numberLiteral(value, "f32"));
    expect(literals).toEqual([
      "0.0",
      "(-0.0)",
      "1.0",
      "(-2.0)",
      "0.10000000149011612",
      "(-0.0)",
      "1.0000000150474662e+30",
    ]);
    expect(numberLiteral(-0, "vec4f")).toBe("vec4f(-0.0)");
    expect(numberLiteral(-Infinity, "f32")).toBe("(-3.4028234663852886e+38)");
  });

  it("keep their sign as data", () => {
    const net = new TestNetwork();
    const offset = net.builder.at({ path: "offset", blocks: [] });
    const constant = offset.apply("constant", { shape: [4], data: [-0, 0, -1, 2] }, []);
    net.builder.output("y", net.join("add", "add1", [net.builder.input("x", ["N", 4]), constant]));
    const program = scheduleForGpu(net.builder.finish("net"), operators, 1);
    const { module } = emitGpuModule(program, facts, { format: "ts", runtime: "import", readRuntime });
    expect(module).toContain("numbers: [(-0), 0, (-1), 2]");
  });
});
