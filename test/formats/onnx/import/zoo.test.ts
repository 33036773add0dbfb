import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exportOnnx } from "../../../../src/formats/onnx/export.js";
import { importOnnx } from "../../../../src/formats/onnx/import/import.js";
import { readModelFile } from "../../../../src/formats/onnx/model-file.js";
import type { Graph } from "../../../../src/ir/graph.js";
import { operators } from "../../../../src/ops/index.js";
import { inferenceView } from "../../../../src/passes/inference.js";
import { correspondence } from "../../../../src/recover/correspondence.js";
import { checkModel } from "../../../models/check.js";
import { canonical } from "./canonical.js";
import { importOptions } from "./imported.js";

const models = readdirSync(new URL("../../../../models", import.meta.url))
  .filter((name) => name.endsWith(".cnn"))
  .map((name) => name.replace(/\.cnn$/, ""));

/** A network through its ONNX file and back, with zeros for weights, which are never written. */
function structureAgain(graph: Graph): Graph {
  const options = { opset: 17, file: "m.onnx", version: "0", functions: false, weightsFile: "m.weights" };
  const files = exportOnnx(graph, operators, () => [], options);
  if (!("model" in files)) throw new Error(files.map(({ message }) => message).join("\n"));
  const model = readModelFile(Buffer.concat([...files.model.parts]), "m.onnx");
  if (!("irVersion" in model)) throw new Error(model.message);
  const external = (_: string, __: number, length: number): Uint8Array => new Uint8Array(length);
  const result = importOnnx(model, { ...importOptions, external });
  if (!("graph" in result)) throw new Error(result.map(({ message }) => message).join("\n"));
  return result.graph;
}

describe("a network of the zoo is the same after its export was imported", () => {
  test.each(models)("%s", (name) => {
    const graph = inferenceView(checkModel(name).network.graph, operators);
    const found = correspondence(canonical(graph), canonical(structureAgain(graph)));
    expect(typeof found === "string" ? found : "the same").toBe("the same");
  });
});
