import { describe, expect, it } from "vitest";
import { checkNetwork } from "../../src/api/network.js";
import { loadNetwork, type RunHost } from "../../src/api/load.js";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { bytesSource } from "../../src/runtime/shared/weightSource.js";
import { importText } from "../support/compile.js";
import { projectHost } from "../support/host.js";

const source = `
  model tiny {
    input image: [1, 2, 2] picture(channels: gray)
    conv(2, 2x2)
    flatten
    output logits = dense(3) as head
  }`;
const host: RunHost = { ...projectHost, readSource: () => source, importModule: importText };

/** Names and shapes of the model's weights as PyTorch might have them. */
const pytorch = {
  "features.0.weight": [2, 1, 2, 2],
  "features.0.bias": [2],
  "fc.weight": [3, 2],
  "fc.bias": [3],
};

function fileOf(shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    return { name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
  });
  return writeSafetensors(tensors);
}

/** What a user is told, or nothing where the weights are taken. */
async function told(
  bytes: Uint8Array,
  rules?: Readonly<Record<string, string>>,
  name = "tiny.safetensors",
): Promise<Partial<Diagnostic>[]> {
  const entry = "tiny.cnn";
  const { value } = checkNetwork(host, { entry });
  if (value === undefined) throw new Error("the model has errors");
  const names = rules && { text: JSON.stringify({ rules }), file: "names.json" };
  const network = await loadNetwork(host, value, {
    entry,
    weights: { source: bytesSource(bytes), name, names },
  });
  if (!("length" in network)) return [];
  return network.map(({ code, message, note, help }) => ({ code, message, note, help }));
}

const rules = { "conv1.{p}": "features.0.{p}", "head.{p}": "fc.{p}" };

describe("weights with other names", () => {
  it("load through a mapping", async () => {
    expect(await told(fileOf(pytorch), rules)).toEqual([]);
  });

  it("without a mapping are listed with the way to give one", async () => {
    const [diagnostic] = await told(fileOf(pytorch));
    expect(diagnostic).toMatchObject({
      code: "CNN0502",
      message: "the weights do not fit the model (4 missing, 4 not in the model)",
      help: expect.stringContaining("`--names`") as string,
    });
    expect(diagnostic?.note?.split("\n")).toEqual([
      "missing: conv1.weight, [2, 1, 2, 2]",
      "missing: conv1.bias, [2]",
      "missing: head.weight, [3, 2]",
      "missing: head.bias, [3]",
      "not in the model: fc.bias, [3]",
      "not in the model: fc.weight, [3, 2]",
      "not in the model: features.0.bias, [2]",
      "not in the model: features.0.weight, [2, 1, 2, 2]",
    ]);
  });

  it("with a rule that matches nothing are told the rule", async () => {
    const wrong = { "conv.{p}": "features.0.{p}", "head.{p}": "fc.{p}" };
    const [diagnostic] = await told(fileOf(pytorch), wrong);
    expect(diagnostic?.help).toBe("no weight of the model uses these rules of names.json:\nconv.{p}");
  });

  it("with a wrong name on the right are shown both names", async () => {
    const [diagnostic] = await told(fileOf(pytorch), { ...rules, "conv1.{p}": "feature.0.{p}" });
    expect(diagnostic?.note).toContain(
      "missing: conv1.bias (feature.0.bias in the file), [2]; did you mean features.0.bias?",
    );
    expect(diagnostic?.help).toBeUndefined();
  });
});

describe("weights that no mapping can make fit", () => {
  const own = { "conv1.weight": [2, 1, 2, 2], "conv1.bias": [2], "head.weight": [5, 2], "head.bias": [5] };

  it("are not blamed on their names", async () => {
    expect(await told(fileOf(own))).toEqual([
      {
        code: "CNN0502",
        message: "the weights do not fit the model (2 wrong)",
        note: "wrong shape: head.weight is [5, 2] instead of [3, 2]\nwrong shape: head.bias is [5] instead of [3]",
        help: undefined,
      },
    ]);
  });

  it("may be a PyTorch checkpoint", async () => {
    const zip = Uint8Array.from({ length: 64 }, (_, index) => index * 7);
    const [checkpoint] = await told(zip, undefined, "tiny.pth");
    expect(checkpoint?.code).toBe("CNN0501");
    expect(checkpoint?.help).toContain("save_file(model.state_dict()");
    const [other] = await told(zip);
    expect(other).toMatchObject({ code: "CNN0501", help: undefined });
  });
});
