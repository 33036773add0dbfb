import { expect, it } from "vitest";
import { analyse } from "../../src/analysis/layers.js";
import { operatorSums } from "../../src/analysis/operators.js";
import { operators } from "../../src/ops/index.js";
import { residual } from "../support/test-network.js";

it("sums by operator, those with most work first", () => {
  const { rows, totals } = analyse(residual(), operators);
  const sums = operatorSums(rows);
  expect(sums.map(({ op, layers }) => `${layers} ${op}`)).toEqual([
    "5 conv",
    "1 dense",
    "5 batchnorm",
    "4 relu",
    "2 add",
    "1 global_avgpool",
  ]);
  expect(sums.reduce((all, { params }) => all + params, 0)).toBe(totals.params);
});
