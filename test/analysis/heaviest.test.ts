import { expect, it } from "vitest";
import { heaviest } from "../../src/analysis/heaviest.js";
import { analyse } from "../../src/analysis/layers.js";
import { operators } from "../../src/ops/index.js";
import { residual } from "../support/test-network.js";

it("ranks layers, equal ones together", () => {
  const { rows } = analyse(residual(), operators);
  const ranks = heaviest(rows, "macs", 2).map(({ value, first, equal }) => [value, first.path, equal.length]);
  expect(ranks).toEqual([
    [36_864, "stage1.0.basic1.conv2", 2],
    [13_824, "stage1.0.basic1.conv1", 0],
  ]);
  expect(heaviest(rows, "macs", 99).map(({ value }) => value)).toEqual([36_864, 13_824, 1536, 40]);
});
