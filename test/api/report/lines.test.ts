import { expect, it } from "vitest";
import { analyse } from "../../../src/analysis/layers.js";
import { checkNetwork } from "../../../src/api/network.js";
import { comfortableDepth, sectionLines } from "../../../src/api/report/lines.js";
import { operators } from "../../../src/ops/index.js";
import { projectHost } from "../../support/host.js";
import { residual } from "../../support/test-network.js";

const analysed = (name: string) => {
  const { value } = checkNetwork(projectHost, { entry: `models/${name}.cnn` });
  if (value === undefined) throw new Error(`${name} is sound`);
  return value.analysis;
};

it("folds equal blocks that follow each other into one row", () => {
  const lines = sectionLines(analysed("resnet152"), "total", 1);
  const stage3 = lines.filter(({ name }) => name === "stage3" || name.endsWith(".bottleneck1"));
  expect(stage3.map(({ name, label }) => `${name}: ${label}`)).toEqual([
    "0…1.bottleneck1: 2 × bottleneck",
    "0…6.bottleneck1: 7 × bottleneck",
    "stage3: bottleneck_stage",
    "0…34.bottleneck1: 35 × bottleneck",
    "0…1.bottleneck1: 2 × bottleneck",
  ]);
  expect(stage3[3]?.sums.params).toBe(35 * 1_117_184);
});

it("has leaves that add up to the total, at any depth", () => {
  const analysis = analysed("googlenet");
  for (const section of [analysis, analysis.training]) {
    for (const depth of [0, 1, 2]) {
      const lines = sectionLines(section, "total", depth);
      const sum = lines.reduce((all, { isLeaf, sums }) => all + (isLeaf ? sums.macs : 0), 0);
      expect(sum).toBe(section.totals.macs);
      expect(lines.at(-1)?.sums).toBe(section.totals);
    }
  }
});

it.each([
  ["lenet5", 0],
  ["resnet50", 1],
  ["resnet152", 1],
  ["densenet121", 0],
  ["efficientnet_b7", 1],
])("unfolds %s to depth %i, a screen at most", (name, depth) => {
  const analysis = analysed(name);
  expect(comfortableDepth(analysis)).toBe(depth);
  expect(sectionLines(analysis, "total", depth).length).toBeLessThanOrEqual(49);
});

it("marks where blocks end", () => {
  const lines = sectionLines(analyse(residual(), operators), "total", 1);
  expect(lines.map(({ name, level, last }) => [name, level, last.at(-1)])).toEqual([
    ["stage1", 0, false],
    ["0.basic1", 1, false],
    ["1.basic1", 1, true],
    ["global_avgpool1", 0, false],
    ["head", 0, true],
    ["total", 0, undefined],
  ]);
});
