import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkNetwork } from "../../../src/api/network.js";
import { unwritable } from "../../../src/api/import/unwritable.js";
import { shortText } from "../../../src/api/short-text.js";
import { importOnnx } from "../../../src/formats/onnx/import/import.js";
import { readModelFile } from "../../../src/formats/onnx/model-file.js";
import { operators } from "../../../src/ops/index.js";
import { importOptions } from "../../formats/onnx/import/imported.js";
import { published } from "../../models/published.js";
import { projectHost } from "../../support/host.js";

/**
 * Networks of torchvision 0.14.1 as torch 1.13 exports them for operator set 13, `preserve` with
 * `training=TrainingMode.PRESERVE, do_constant_folding=False`, `plain` without, and without their numbers: tensors of more
 * than one float are said to lie in another file. With each, the lines that its texts may have, and running statistics of
 * batch norms that a plain export cannot fold.
 */
const networks: Readonly<Record<string, { readonly lines: number; readonly unfolded?: number }>> = {
  alexnet: { lines: 20 },
  convnext_tiny: { lines: 30 },
  densenet121: { lines: 60, unfolded: 68_672 },
  efficientnet_b0: { lines: 90 },
  googlenet: { lines: 60 },
  inception_v3: { lines: 120 },
  mnasnet1_0: { lines: 60 },
  mobilenet_v2: { lines: 60 },
  mobilenet_v3_large: { lines: 90 },
  regnet_y_400mf: { lines: 60 },
  resnet50: { lines: 60 },
  shufflenet_v2_x1_0: { lines: 60 },
  squeezenet1_1: { lines: 40 },
  vgg16: { lines: 40 },
};

/** The text of a stored network, whose numbers are zeros. */
function importedText(name: string, form: string): string {
  const file = new URL(`../../fixtures/torchvision/${name}.${form}.onnx.gz`, import.meta.url);
  const model = readModelFile(gunzipSync(readFileSync(file)), `${name}.onnx`);
  if (!("irVersion" in model)) throw new Error(model.message);
  const external = (_: string, __: number, length: number): Uint8Array => new Uint8Array(length);
  const imported = importOnnx(model, { ...importOptions, name, external });
  if (!("graph" in imported)) throw new Error(imported.map(({ message }) => message).join("\n"));
  expect(unwritable(imported.graph, operators, "")).toEqual([]);
  return shortText(imported.graph).text;
}

function totalsOf(text: string) {
  const { value, diagnostics } = checkNetwork({ ...projectHost, readSource: () => text }, { entry: "m.cnn" });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value.analysis.totals;
}

describe.each(Object.entries(networks))("%s from PyTorch", (name, { lines, unfolded = 0 }) => {
  const { params = 0, buffers, macs } = published[name] ?? {};

  test("is a text that a person would have written, of exactly the published counts", () => {
    const text = importedText(name, "preserve");
    expect(text).toMatchSnapshot();
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(lines);
    expect(totalsOf(text)).toMatchObject({ params, ...(buffers && { buffers }), ...(macs && { macs }) });
  });

  test("is no longer where the export has folded its batch norms", () => {
    const text = importedText(name, "plain");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(lines);
    // A weight and a bias a channel have become a bias, and running statistics nothing.
    const totals = totalsOf(text);
    expect(totals).toMatchObject({ buffers: unfolded, ...(macs && { macs }) });
    expect(totals.params).toBeLessThanOrEqual(params);
    if (buffers === 0) expect(totals.params).toBe(params);
  });
});
