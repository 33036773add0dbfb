import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkNetwork } from "../../src/api/network.js";
import type { Code, Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { explanations } from "../../src/diagnostics/explanations/index.js";
import type { Example } from "../../src/diagnostics/explanations/explanation.js";
import type { Graph } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { differentiate } from "../../src/passes/differentiate.js";

const all = Object.keys(explanations) as Code[];

/** What checking the example finds, or differentiating it. */
function findings(example: Example): readonly Diagnostic[] {
  const { files = {}, derivatives = 0 } =
    typeof example === "string" ? { files: { "main.cnn": example } } : example;
  const readSource = (path: string) => files[path] ?? { reason: "no such file or folder" };
  const readRuntime = () => "";
  const { value, diagnostics } = checkNetwork({ readSource, readRuntime }, { entry: "main.cnn" });
  if (value === undefined) return diagnostics;
  let graph: Graph = value.network.graph;
  for (let order = 1; order <= derivatives; order += 1) {
    const next = differentiate(
      graph,
      operators,
      graph.inputs.map((input) => input.value),
    );
    if ("code" in next) return [...diagnostics, next];
    graph = next;
  }
  return diagnostics;
}

const isCalled = (code: Code): boolean => {
  const { wrong } = explanations[code];
  return typeof wrong !== "string" && wrong.calls !== undefined;
};

test.each(all.filter((code) => !isCalled(code)))(
  "%s is what the wrong example gives, and it alone",
  (code) => {
    expect(findings(explanations[code].wrong).map((finding) => finding.code)).toEqual([code]);
  },
);

test.each(all.filter((code) => !isCalled(code)))("the mended example of %s has no finding", (code) => {
  expect(findings(explanations[code].mended)).toEqual([]);
});

test("stories are read where one is asked for", () => {
  const source = new URL("../../src/", import.meta.url);
  const importers = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("explanations"))
    .filter((path) => readFileSync(new URL(path, source), "utf8").includes("explanations/index.js"));
  expect(importers).toEqual(["api/explain.ts"]);
  expect(readFileSync(new URL("cli/definitions/explain.ts", source), "utf8")).toContain(
    'await import("../commands/explain.js")',
  );
});
