import { expect } from "vitest";
import { loadThreads } from "../../support/browser/compiled.js";
import { chromiumTests } from "../../support/browser/tests.js";
import { emitGraph, float32, importText, weightFile } from "../../support/compile.js";
import { feedsOf } from "../../support/networks.js";
import { residual } from "../../support/test-network.js";

const graph = residual();
const feeds = feedsOf(graph, 1);
const weights = weightFile(feeds.weights);
const inputs = [...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)] as const);
const text = await emitGraph(graph, 1);
const outputs = (await importText(text))
  .loadSync(weights, { threads: 1 })
  .runSync(Object.fromEntries(inputs));
const expected = Object.entries(outputs).map(([name, data]) => [name, [...data]]);

const testInChromium = chromiumTests();

/** Loads the network as `loading` says, and gives what two runs make, between which threads fall asleep. */
const running = (loading: string): string => `
import { load } from "/model.js";
const weights = await (await fetch("/weights.safetensors")).arrayBuffer();
const inputs = await (await fetch("/inputs.json")).json();
const given = Object.fromEntries(inputs.map(([name, data]) => [name, Float32Array.from(data)]));
${loading}
const runs = [];
for (let run = 0; run < 2; run += 1) {
  runs.push(Object.entries(network.runSync(given)).map(([name, data]) => [name, [...data]]));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
network.destroy();
export default runs;
`;

const ways = [
  {
    what: "an isolated page wakes its threads for a run",
    loading: `${loadThreads} const network = await loadThreads((options) => load(weights, options), 3);`,
    error: /^$/,
  },
  {
    what: "a page whose policy refuses workers has one thread",
    loading: `
      const policy = document.createElement("meta");
      policy.httpEquiv = "Content-Security-Policy";
      policy.content = "worker-src 'none'";
      document.head.append(policy);
      const network = await load(weights, { threads: 3 });`,
    error: /Content Security Policy/,
  },
];
for (const { what, loading, error } of ways) {
  testInChromium(what, async (browser) => {
    const page = await browser.open(true);
    page.put("/model.js", text);
    page.put("/weights.safetensors", weights);
    page.put("/inputs.json", JSON.stringify(inputs.map(([name, data]) => [name, [...data]])));
    expect(await page.run(running(loading))).toEqual([expected, expected]);
    expect(page.errors.join("\n")).toMatch(error);
    await expect.poll(() => page.tab.workers().length, { timeout: 1_000 }).toBe(0);
  });
}
