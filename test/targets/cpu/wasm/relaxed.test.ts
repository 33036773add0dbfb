import { describe, expect, it } from "vitest";
import { operators } from "../../../../src/ops/index.js";
import { run } from "../../../../src/reference/run.js";
import { schedule } from "../../../../src/targets/cpu/plan.js";
import { printKernels } from "../../../../src/targets/cpu/wasm/print.js";
import { relaxed } from "../../../../src/targets/cpu/wasm/relaxed.js";
import { relativeError } from "../../../ops/cases.js";
import { emitGraph, runCompiled } from "../../../support/compile.js";
import { feedsOf } from "../../../support/networks.js";
import { lenet5 } from "../../../support/test-network.js";

const [a, b, c] = ["(local.get $a)", "(v128.load offset=4 (local.get $b))", "(local.get $c)"];
const product = `(f32x4.mul ${a} ${b})`;

describe("relaxed SIMD", () => {
  it.each([
    [`(f32x4.add ${c} ${product})`, `(f32x4.relaxed_madd ${a} ${b} ${c})`],
    [`(f32x4.add ${product} ${c})`, `(f32x4.relaxed_madd ${a} ${b} ${c})`],
    [`(f32x4.sub ${c} ${product})`, `(f32x4.relaxed_nmadd ${a} ${b} ${c})`],
    [`(f32x4.sub ${product} ${c})`, `(f32x4.sub ${product} ${c})`],
    [`(f32x4.add ${product} ${product})`, `(f32x4.relaxed_madd ${a} ${b} ${product})`],
    [`(f32x4.add ${a} ${c})`, `(f32x4.add ${a} ${c})`],
    [
      `(local.set $c (f32x4.add (f32x4.sub ${c} ${product}) (f32x4.mul ${c} (f32x4.add ${c} ${product}))))`,
      `(local.set $c (f32x4.relaxed_madd ${c} (f32x4.relaxed_madd ${a} ${b} ${c}) (f32x4.relaxed_nmadd ${a} ${b} ${c})))`,
    ],
  ])("joins a product and its sum: %s", (text, expected) => {
    expect(relaxed(text)).toBe(expected);
  });

  it("leaves no sum in the loops of convolutions", () => {
    const program = schedule(lenet5(), operators, { batch: 1 });
    expect(printKernels(program)).toContain("f32x4.mul (local.get $value)");
    const text = printKernels(program, true);
    expect(text).toContain("f32x4.relaxed_madd (local.get $value)");
    expect(text).not.toContain("f32x4.mul (local.get $value)");
  });

  it("computes the network where the engine has it, and says what is needed where it has not", async () => {
    const graph = lenet5();
    const feeds = feedsOf(graph, 2);
    const outputs = runCompiled(graph, feeds, 1, { relaxedSimd: true });
    if (Number.parseInt(process.versions.node) < 22) {
      await expect(outputs).rejects.toThrow("relaxed SIMD, which Node has from version 22 on");
      return;
    }
    const [expected] = run(graph, operators, feeds).values();
    if (expected === undefined) throw new Error("the network has an output");
    const data = Float64Array.from((await outputs).get("logits") ?? []);
    expect(relativeError({ shape: expected.shape, data }, expected)).toBeLessThan(2e-5);
  });

  it("is for those who ask for it", async () => {
    expect(await emitGraph(lenet5(), 1)).not.toContain("relaxed: true");
  });
});
