import { describe, expect, test } from "vitest";
import { correspondence } from "../../../../src/recover/correspondence.js";
import { operators } from "../../../../src/ops/index.js";
import { run } from "../../../../src/reference/run.js";
import { relativeError } from "../../../ops/cases.js";
import { feedsOf } from "../../../support/networks.js";
import { smallZoo } from "../../../support/small-zoo.js";
import { canonical } from "./canonical.js";
import { importedAgain, tensorsOf } from "./imported.js";

const tolerance = 1e-5;
const batch = 2;

describe.each([...smallZoo])("%s", (_, graph) => {
  const feeds = feedsOf(graph, batch);
  const expected = run(graph, operators, feeds);

  const forms = [
    [13, false],
    [17, true],
    [22, false],
  ] as const;

  test.each(forms)("is the same network once it was exported in operator set %i", (opset, functions) => {
    const { graph: imported } = importedAgain(graph, feeds, { opset, functions });
    const found = correspondence(canonical(graph), canonical(imported));
    expect(typeof found === "string" ? found : "the same").toBe("the same");
  });

  test.each(forms)("computes the same once it was exported in operator set %i", (opset, functions) => {
    const imported = importedAgain(graph, feeds, { opset, functions });
    const computed = run(imported.graph, operators, { ...feeds, weights: tensorsOf(imported) });
    for (const [name, tensor] of expected) {
      expect(relativeError(computed.get(name), tensor)).toBeLessThan(tolerance);
    }
  });
});
