import fc from "fast-check";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { formatSource } from "../../../src/api/fmt.js";
import { readNetwork } from "../../../src/api/network.js";
import type { Graph } from "../../../src/ir/graph.js";
import { shortText } from "../../../src/api/short-text.js";
import { compile } from "../../elaborate/compile.js";
import { projectHost } from "../../support/host.js";
import { sources } from "../../support/sources.js";

/** The short form, which is formatted, and gives the same network under its own paths. */
async function shortened(graph: Graph): Promise<string> {
  const { text, paths } = shortText(graph);
  expect(paths.nodes.size).toBeLessThanOrEqual(graph.nodes.length);
  expect((await formatSource(text, "main.cnn")).value).toBe(text);
  return text;
}

const models = readdirSync(new URL("../../../models", import.meta.url)).filter((name) =>
  name.endsWith(".cnn"),
);

test.each(models)("%s has a short form", async (name) => {
  const { value } = readNetwork(projectHost, { entry: `models/${name}` }).result;
  if (value === undefined) throw new Error("unreachable");
  await shortened(value.graph);
});

const seed = 20260712;

test(`random networks have one, too (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(sources, async (text) => {
      const { network } = compile(text);
      if (network) await shortened(network.graph);
    }),
    { seed, numRuns: 300 },
  );
}, 120_000);
