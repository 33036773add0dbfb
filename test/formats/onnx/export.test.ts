import { fromBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportOnnx, type OnnxExportOptions, type OnnxFiles } from "../../../src/formats/onnx/export.js";
import { ModelProtoSchema } from "../../../src/formats/onnx/onnx_pb.js";
import { littleEndianBytes } from "../../../src/formats/safetensors.js";
import type { Graph } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { run, type Feeds } from "../../../src/reference/run.js";
import { relativeError } from "../../ops/cases.js";
import { feedsOf, networks } from "../../support/networks.js";
import { runOnnx } from "../../support/onnxruntime.js";
import { graphOf, smallZoo } from "../../support/small-zoo.js";

const tolerance = 1e-4;
const batch = 2;
const seed = 5;

function filesOf(graph: Graph, feeds: Feeds, options: Partial<OnnxExportOptions> = {}): OnnxFiles {
  const weights = (path: string): readonly Uint8Array[] => [
    littleEndianBytes(Float32Array.from(feeds.weights.get(path)?.data ?? [])),
  ];
  const standard = { opset: 17, file: "m.onnx", version: "0", functions: false };
  const files = exportOnnx(graph, operators, weights, { ...standard, ...options });
  if (!("model" in files)) throw new Error(files.map(({ message }) => message).join("\n"));
  return files;
}

/** The largest error of any output of onnxruntime, over the output's largest value. */
async function errorOf(
  graph: Graph,
  feeds: Feeds,
  options: Partial<OnnxExportOptions> = {},
): Promise<number> {
  const expected = run(graph, operators, feeds);
  const files = filesOf(graph, feeds, options);
  const given = Object.fromEntries(feeds.inputs);
  const outputs = await runOnnx(
    Buffer.concat([...files.model.parts]),
    given,
    files.weights && {
      path: options.weightsFile ?? "",
      data: Buffer.concat([...files.weights.parts]),
    },
  );
  const errors = [...expected].map(([name, tensor]) => {
    const { shape, data } = outputs[name] ?? { shape: [], data: [] };
    return relativeError({ shape, data: Float64Array.from(data) }, tensor);
  });
  return Math.max(...errors);
}

describe.each([...smallZoo])("%s", (_, graph) => {
  const feeds = feedsOf(graph, batch);

  test("is what onnxruntime computes", async () => {
    expect(await errorOf(graph, feeds)).toBeLessThan(tolerance);
  });

  test("with blocks as functions, in the newest operator set, its weights in a file of their own", async () => {
    const options = { functions: true, opset: 22, weightsFile: "weights.bin" };
    expect(await errorOf(graph, feeds, options)).toBeLessThan(tolerance);
  });

  test("names nodes and values for the layers, and weights for their paths", () => {
    const model = fromBinary(ModelProtoSchema, Buffer.concat([...filesOf(graph, feeds).model.parts]));
    const names = model.graph?.node.map(({ name }) => name) ?? [];
    const paths = graph.nodes.map(({ origin }) => origin.path);
    expect(paths.filter((path) => names.includes(path)).length).toBeGreaterThan(paths.length / 2);
    expect(new Set(names).size).toBe(names.length);
    const weights = model.graph?.initializer.map(({ name }) => name) ?? [];
    expect(weights).toEqual(expect.arrayContaining(graph.weights.map(({ path }) => path)));
  });
});

test(`random networks are what onnxruntime computes (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(networks, fc.boolean(), async (graph, functions) => {
      const feeds = feedsOf(graph, batch);
      expect(await errorOf(graph, feeds, { functions })).toBeLessThan(tolerance);
    }),
    { seed, numRuns: 60 },
  );
}, 120_000);

test("more than protocol buffers hold goes into a file of its own, and no weight is read before it is written", () => {
  const graph = graphOf("vast", "model vast {\n  input x: [24_000]\n  output y = dense(24_000)\n}\n");
  const weights = (): never => {
    throw new Error("a weight is read");
  };
  const options = { opset: 17, file: "m.onnx", version: "0", functions: false };
  expect(exportOnnx(graph, operators, weights, options)).toMatchObject([
    { code: "CNN0603", help: expect.stringContaining("--external") as string },
  ]);
  const files = exportOnnx(graph, operators, weights, { ...options, weightsFile: "m.onnx.data" });
  expect(files).toMatchObject({ weights: { size: 4 * 24_000 * 24_001 } });
});
