import { expect, test } from "vitest";
import { renderResults } from "../../bench/harness/table.js";
import { networkResult, results } from "./support.js";

test("a table has medians, ratios over onnxruntime-web on as many threads, and says what is missing", () => {
  const engines = ["cnnc", "cnnc 2 threads", "ort-web", "ort-web 2 threads", "peer"];
  const table = renderResults(
    results(engines, [
      networkResult("small", {
        median: { cnnc: 0.02, "ort-web": 0.3, "ort-web 2 threads": 0.2, peer: 0.15 },
        absent: { "cnnc 2 threads": "the compiled module has no threads" },
      }),
      networkResult("large", {
        median: { cnnc: 100, "cnnc 2 threads": 60.04, "ort-web": 250, "ort-web 2 threads": 150 },
        absent: { peer: "there is no operator lrn" },
      }),
      networkResult("disputed", { wrong: ["peer"], error: { cnnc: 0, peer: 0.14 } }),
    ]),
  );
  expect(table).toEqual([
    "ms                       cnnc  cnnc 2 threads       ort-web  ort-web 2 threads          peer",
    "────────────────────────────────────────────────────────────────────────────────────────────",
    "small           0.0200 15.00×               –  0.300  1.00×       0.200  1.00×  0.150  2.00×",
    "large              100  2.50×     60.0  2.50×    250  1.00×         150  1.00×             –",
    "disputed                    –               –             –                  –         wrong",
    "────────────────────────────────────────────────────────────────────────────────────────────",
    "geometric mean          6.12×           2.50×         1.00×              1.00×         2.00×",
    "",
    "ms a run, and times as fast as ort-web on as many threads",
    "a processor, 2 cores, linux 6",
    "node 20.0.0",
    "small: cnnc 2 threads: the compiled module has no threads",
    "large: peer: there is no operator lrn",
    "disputed: not timed, peer is 1.4e-1 of the rms off",
  ]);
});
