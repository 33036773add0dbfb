import { expect, it } from "vitest";
import { planNetwork } from "../../src/api/network.js";
import { projectHost } from "../support/host.js";
import { checkModel } from "./check.js";
import { published } from "./published.js";

const heading = `# The zoo

One reference network a file; families share the blocks in \`blocks/\`. Each model cites its paper and holds its counts by
\`expect\`. Lines are those of the model's own file that are neither empty nor comments. Multiply-adds are those of
convolutions and dense layers for one sample; memory is what activations take at batch 1. A count with ✓ equals the
published one: torchvision's where it has the network, else Keras's, the paper's or its authors' release.

`;

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function counted(actual: number, expected: number | undefined): string {
  return `${grouped(actual)}${actual === expected ? " ✓" : ""}`;
}

function row(name: string): string[] {
  const { network, analysis } = checkModel(name);
  const { params, macs } = analysis.totals;
  const source = projectHost.readSource(`models/${name}.cnn`);
  const lines =
    typeof source === "string" ? source.split("\n").filter((line) => !/^\s*(\/\/|$)/.test(line)) : [];
  const megabytes = (4 * planNetwork(network).memory.arena.elements) / 2 ** 20;
  return [
    `[${name}](${name}.cnn)`,
    String(lines.length),
    counted(params, published[name]?.params),
    counted(macs, published[name]?.macs),
    `${megabytes.toFixed(1)} MiB`,
  ];
}

it("models/README.md is the table of the zoo", async () => {
  const header = ["model", "lines", "parameters", "multiply-adds", "memory"];
  const rule = ["---", "--:", "--:", "--:", "--:"];
  const rows = [header, rule, ...Object.keys(published).map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  await expect(`${heading}${rows.join("\n")}\n`).toMatchFileSnapshot("../../models/README.md");
});
