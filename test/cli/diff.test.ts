import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { cnnc, digitsFolder, printed } from "./command.js";
import { readTensors, readHeader } from "./safetensors.js";

const folder = digitsFolder();
const digit = ["--input", "image=7.png"];
const lenet5 = ["diff", "lenet5.cnn", "--weights", "lenet5.safetensors"];

/** LeNet-5's weights with one number of a layer changed. */
function changed(name: string, tensor: string): void {
  const file = readFileSync(join(folder, "lenet5.safetensors"));
  const header = JSON.parse(readHeader(file).text) as Record<string, { readonly shape: readonly number[] }>;
  const tensors = [...readTensors(file)].map(([path, data]) => {
    if (path === tensor) data[0] = (data[0] ?? 0) + 1;
    return { name: path, shape: header[path]?.shape ?? [], data };
  });
  writeFileSync(join(folder, name), writeSafetensors(tensors));
}

changed("dense.safetensors", "dense2.bias");
const source = readFileSync(join(folder, "lenet5.cnn"), "utf8");
writeFileSync(join(folder, "leaky.cnn"), source.replace("dense(84) -> tanh", "dense(84) -> relu"));
writeFileSync(join(folder, "other.cnn"), "model other {\n  input image: [1, 28, 28]\n  output y = relu\n}\n");
writeFileSync(join(folder, "none.safetensors"), writeSafetensors([]));

describe.concurrent("diff", () => {
  test("of one network holds compiled code against the reference", async ({ expect }) => {
    const outcome = await cnnc(folder, ...lenet5, ...digit);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/\nconv1 .* \d\.\de-\d+\n/);
    expect(outcome.stdout).toMatch(
      /\n\ncpu and reference agree within 0.0001 in every layer that both have\n$/,
    );
  });

  test("of two weight files names the layer whose weights differ", async ({ expect }) => {
    expect(
      printed(await cnnc(folder, ...lenet5, "--weights2", "dense.safetensors", ...digit)),
    ).toMatchSnapshot();
  });

  test("of two networks says which layers only one has", async ({ expect }) => {
    expect(printed(await cnnc(folder, ...lenet5, "leaky.cnn", ...digit))).toMatchSnapshot();
  });

  test("says where there is no layer to compare", async ({ expect }) => {
    const outcome = await cnnc(
      folder,
      "diff",
      "other.cnn",
      "--weights",
      "none.safetensors",
      "lenet5.cnn",
      "--weights2",
      "lenet5.safetensors",
    );
    expect(printed(outcome)).toMatchSnapshot();
  });

  test("the tolerance decides, and the seed gives the input", async ({ expect }) => {
    const files = ["--weights2", "dense.safetensors"];
    const json = async (...args: readonly string[]) => {
      const { code, stdout } = await cnnc(folder, ...lenet5, ...files, "--json", ...args);
      return { code, difference: JSON.parse(stdout) as Record<string, unknown> };
    };
    const [strict, same, other, lax] = await Promise.all([
      json("--seed", "3"),
      json("--seed", "3"),
      json("--seed", "4"),
      json("--seed", "3", "--tolerance", "100"),
    ]);
    expect(strict).toMatchObject({ code: 1, difference: { schema: "cnnc-diff/1", diverges: "dense2" } });
    expect(same).toEqual(strict);
    expect(other.difference.layers).not.toEqual(strict.difference.layers);
    expect(lax).toMatchObject({ code: 0, difference: { diverges: null } });
  });
});
