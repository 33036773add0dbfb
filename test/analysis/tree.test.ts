import { expect, it } from "vitest";
import { analyse } from "../../src/analysis/layers.js";
import { blockTree, type TreeEntry } from "../../src/analysis/tree.js";
import { operators } from "../../src/ops/index.js";
import { residual } from "../support/test-network.js";

function paths(entries: readonly TreeEntry[]): unknown[] {
  return entries.map((entry) =>
    entry.kind === "layer" ? entry.row.path : [entry.path, ...paths(entry.entries)],
  );
}

it("folds rows by block instance, with sums at each level", () => {
  const { rows, totals } = analyse(residual(), operators);
  const tree = blockTree(rows);
  const layers = (path: string, names: readonly string[]) => [
    path,
    ...names.map((name) => `${path}.${name}`),
  ];
  const main = ["conv1", "batchnorm1", "relu1", "conv2", "batchnorm2"];
  const shortcut = ["shortcut.conv1", "shortcut.batchnorm1"];
  expect(paths(tree)).toEqual([
    [
      "stage1",
      layers("stage1.0.basic1", [...main, ...shortcut, "residual1", "relu2"]),
      layers("stage1.1.basic1", [...main, "residual1", "relu2"]),
    ],
    "global_avgpool1",
    "head",
  ]);
  const [stage] = tree;
  if (stage?.kind !== "block") throw new Error("the stage is a block");
  expect(stage).toMatchObject({ block: "stage", outputs: [[8, 8, 8]] });
  expect(stage.sums.params).toBe(totals.params - 45);
  expect(stage.entries.map((entry) => entry.kind === "block" && entry.sums.macs)).toEqual([
    64 * (8 * 27 + 8 * 72 + 8 * 3),
    64 * (2 * 8 * 72),
  ]);
});

it("puts an instance where its first layer is", () => {
  const [first] = analyse(residual(), operators).rows;
  if (first === undefined) throw new Error("the network has layers");
  const at = (path: string, ...blocks: string[]) => ({
    ...first,
    path,
    blocks: blocks.map((each) => ({ block: "b", path: each })),
  });
  const tree = blockTree([at("b1.x", "b1"), at("y"), at("b1.z", "b1"), at("b2.x", "b2")]);
  expect(paths(tree)).toEqual([["b1", "b1.x", "b1.z"], "y", ["b2", "b2.x"]]);
});
