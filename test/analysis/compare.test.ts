import { describe, expect, it } from "vitest";
import { compareLayers, compareSizes } from "../../src/analysis/compare.js";
import { analyse } from "../../src/analysis/layers.js";
import { operators } from "../../src/ops/index.js";
import { lenet5, residual, TestNetwork } from "../support/test-network.js";

/** A network of dense layers with these paths; a path with a dot is in the block before it. */
function stack(...paths: readonly string[]) {
  const net = new TestNetwork();
  let x = net.builder.input("x", ["N", 2]);
  for (const path of paths) {
    const [block = ""] = path.split(".");
    const layer = () => net.layer("dense", path, x, { units: 2 });
    x = path.includes(".") ? net.within("block", block, layer) : layer();
  }
  net.builder.output("y", x);
  return analyse(net.builder.finish("stack"), operators);
}

const shown = (left: readonly string[], right: readonly string[], depth: number): readonly string[] =>
  compareLayers(stack(...left), stack(...right), depth).map(
    (cost) =>
      `${" ".repeat(cost.level)}${cost.name} ${cost.left?.params ?? "-"} ${cost.right?.params ?? "-"}`,
  );

describe("compareLayers", () => {
  it("sets equal paths beside each other, in the order of both", () => {
    expect(shown(["a", "l1", "b", "l2"], ["r0", "a", "r1", "b", "r2"], 0)).toEqual([
      "r0 - 6",
      "a 6 6",
      "l1 6 -",
      "r1 - 6",
      "b 6 6",
      "l2 6 -",
      "r2 - 6",
    ]);
  });

  it("unfolds blocks that both have", () => {
    const [left, right] = [
      ["s.a", "s.b", "t.a"],
      ["s.a", "s.c", "u.a"],
    ];
    expect(shown(left, right, 0)).toEqual(["s 12 12", "t 6 -", "u - 6"]);
    expect(shown(left, right, 1)).toEqual(["s 12 12", " s.a 6 6", " s.b 6 -", " s.c - 6", "t 6 -", "u - 6"]);
  });

  it("is empty where no path is in both", () => {
    expect(shown(["a"], ["b"], 0)).toEqual([]);
  });
});

it("compareSizes sums by spatial extents, the largest first", () => {
  const [left, right] = [analyse(lenet5(), operators), analyse(residual(), operators)];
  const sizes = compareSizes(left, right);
  expect(sizes.map(({ name }) => name)).toEqual(["28×28", "14×14", "10×10", "8×8", "5×5", "vector"]);
  const macs = (side: "left" | "right") => sizes.reduce((sum, cost) => sum + (cost[side]?.macs ?? 0), 0);
  expect([macs("left"), macs("right")]).toEqual([left.totals.macs, right.totals.macs]);
  expect(sizes[3]?.left).toBeUndefined();
});
