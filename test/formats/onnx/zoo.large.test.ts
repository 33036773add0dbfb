import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileInMemory } from "../../../src/api/compile.js";
import { exportNetwork, type WeightSourceNow } from "../../../src/api/export.js";
import { writeSafetensors } from "../../../src/formats/safetensors.js";
import { typeOf } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { inferenceView } from "../../../src/passes/inference.js";
import { checkModel } from "../../models/check.js";
import { referenceInput, referenceWeights } from "../../models/reference-weights.js";
import { importText } from "../../support/compile.js";
import { projectHost } from "../../support/host.js";
import { runOnnx } from "../../support/onnxruntime.js";

// Networks that take seconds and up to three gigabytes, one after another: `npm run test:networks`.

const models = readdirSync(new URL("../../../models", import.meta.url))
  .filter((name) => name.endsWith(".cnn"))
  .map((name) => name.replace(/\.cnn$/, ""));
const tolerance = 1e-4;

function bytesNow(bytes: Uint8Array): WeightSourceNow {
  const readNow = (begin: number, end: number): Uint8Array => bytes.subarray(begin, end);
  return { size: bytes.length, readNow, read: (begin, end) => Promise.resolve(readNow(begin, end)) };
}

describe("the zoo, exported, is in onnxruntime what cnnc computes", () => {
  test.each(models)(
    "%s",
    async (name) => {
      const checked = checkModel(name);
      const graph = inferenceView(checked.network.graph, operators);
      const inputs = graph.inputs.map((input) => {
        const shape = typeOf(graph, input.value).shape.map((dim) => (dim === "N" ? 1 : dim));
        return [input.name, { shape, data: referenceInput(shape) }] as const;
      });
      // Weights as they are first let gates saturate, and roundings grow until two float32 engines share no digit.
      const weights = writeSafetensors(referenceWeights(checked.network.graph));
      const module = await importText(await compileInMemory(projectHost, checked, {}));
      const expected = module
        .loadSync(weights)
        .runSync(Object.fromEntries(inputs.map(([input, { data }]) => [input, data])));

      const options = { opset: 17, file: `${name}.onnx`, functions: false };
      const file = { source: bytesNow(weights), name: "reference weights" };
      const exported = await exportNetwork(checked, file, name, options);
      if (!("model" in exported)) throw new Error(exported.map(({ message }) => message).join("\n"));
      const outputs = await runOnnx(Buffer.concat([...exported.model.parts]), Object.fromEntries(inputs));

      expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
      for (const [output, values] of Object.entries(expected)) {
        const { data } = outputs[output] ?? { data: [] };
        expect(data).toHaveLength(values.length);
        expect(new Set(values).size, "different values").toBeGreaterThan(values.length / 2);
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const worst = values.reduce(
          (most, value, index) => Math.max(most, Math.abs(value - (data[index] ?? NaN))),
          0,
        );
        expect(worst / largest, output).toBeLessThanOrEqual(tolerance);
      }
    },
    600_000,
  );
});
