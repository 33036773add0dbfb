import { afterEach, expect, it, vi } from "vitest";
import { emitGraph, importText, weightFile } from "../../support/compile.js";
import { feedsOf } from "../../support/networks.js";
import { lenet5 } from "../../support/test-network.js";

const graph = lenet5();
const weights = weightFile(feedsOf(graph, 1).weights);
const module = await importText(await emitGraph(graph, 1));

afterEach(() => {
  vi.restoreAllMocks();
});

/** The flags that loading a model sets in this version of Node. */
function flagsIn(node: string, revectorize?: boolean): readonly string[] {
  const flags: string[] = [];
  const modules: Readonly<Record<string, unknown>> = {
    "node:process": { versions: { node } },
    "node:v8": { setFlagsFromString: (flag: string) => flags.push(flag) },
  };
  vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) => modules[name] as object);
  module.loadSync(weights, { threads: 1, revectorize }).destroy();
  return flags;
}

it("V8 is asked to pair vectors in Node 24 and newer, where it was asked for", () => {
  expect(flagsIn("24.0.0", true)).toEqual(["--experimental-wasm-revectorize"]);
  expect(flagsIn("26.1.0", true)).toEqual(["--experimental-wasm-revectorize"]);
  expect(flagsIn("26.1.0", false)).toEqual([]);
  expect(flagsIn("26.1.0")).toEqual([]);
  expect(flagsIn("22.20.0", true)).toEqual([]);
});

it("nothing happens outside Node", () => {
  vi.spyOn(process, "getBuiltinModule").mockImplementation(() => undefined);
  expect(() => {
    module.loadSync(weights, { threads: 1, revectorize: true });
  }).not.toThrow();
});
