import { expect, it } from "vitest";
import { operators } from "../../../../src/ops/index.js";
import { schedule } from "../../../../src/targets/cpu/plan.js";
import { assemble } from "../../../../src/targets/cpu/wasm/assemble.js";
import { printKernels } from "../../../../src/targets/cpu/wasm/print.js";
import { TestNetwork } from "../../../support/test-network.js";

function program() {
  const net = new TestNetwork();
  let x = net.builder.input("image", ["N", 16, 12, 12]);
  for (const path of ["stage.0.conv1", "stage.1.conv1"]) {
    x = net.layer("conv", path, x, { filters: 16, kernel: 3, pad: 1, bias: false });
  }
  net.builder.output("y", net.layer("relu", "line\nbreak ×", x));
  return schedule(net.builder.finish("net"), operators, { batch: 1 });
}

it("names kernels by their layers, and layers that are alike share one", async () => {
  const text = printKernels(program());
  const exported = [...text.matchAll(/^ {2};; (.*)\n {2}\(func \$(\w+) \(export "(\w+)"\)/gm)];
  expect(exported.map(([, layers, name]) => `${name ?? ""}: ${layers ?? ""}`)).toEqual([
    "transformWeight_stage_0_conv1: stage.0.conv1, stage.1.conv1",
    expect.stringMatching(/^copy_stage_0_conv1: stage\.0\.conv1$/),
    "conv_stage_0_conv1: stage.0.conv1, stage.1.conv1",
    "map_line_break_: line\\u{a}break ×",
  ]);
  expect((await assemble(text.replaceAll(/^ *;;/gm, ";;"))).length).toBeGreaterThan(100);
});
