import { describe, expect, test } from "vitest";
import { feedsOf } from "../../../support/networks.js";
import { graphOf } from "../../../support/small-zoo.js";
import { integers } from "../../../ops/random.js";
import { exported } from "./imported.js";
import { mutated } from "../../../support/mutated-bytes.js";
import { findingsIn } from "./findings.js";

const count = Number(process.env.MUTATIONS ?? 2000);
const seed = 7;

const graph = graphOf(
  "mutated",
  [
    "block unit(c: int) {",
    "  residual {\n    conv(c, 3x3, pad: same) -> batchnorm -> silu\n    conv(c, 1x1) -> layernorm\n  }\n  gelu\n}",
    "model m {",
    "  input x: [4, 6, 6]",
    "  unit(4) -> unit(4) -> channel_shuffle(2) -> maxpool(2x2, stride: 2)",
    "  flatten -> dense(3) -> softmax\n  output y = dense(2)\n}\n",
  ].join("\n"),
);
const feeds = feedsOf(graph, 1);

describe("a file that is not what it was", () => {
  test.each([false, true])(`is a network or has findings, whatever it holds (functions: %s)`, (functions) => {
    const bytes = exported(graph, feeds, { opset: functions ? 17 : 13, functions });
    expect(findingsIn(bytes)).toEqual([]);
    const random = integers(seed);
    let refused = 0;
    for (let index = 0; index < count / 2; index += 1) {
      const file = mutated(bytes, random);
      try {
        const findings = findingsIn(file);
        refused += Math.min(findings.length, 1);
        for (const { code, message } of findings) {
          expect(code).toMatch(/^CNN06/);
          expect(message).not.toBe("");
        }
      } catch (failure) {
        throw new Error(`mutation ${index} of seed ${seed}`, { cause: failure });
      }
    }
    expect(refused).toBeGreaterThan(count / 8);
  });
});
