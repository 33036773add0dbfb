import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { beforeAll, describe, test } from "vitest";
import { ModelProtoSchema } from "../../src/formats/onnx/onnx_pb.js";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { cnnc, digitsFolder, printed } from "./command.js";
import { readTensors, readHeader } from "./safetensors.js";

const folder = digitsFolder();
const digit = ["--input", "image=7.png"];
const extents = ["--input", "image=1x1x28x28"];
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

/** An ONNX file whose nodes are named as PyTorch's exporter does it, and whose input has no extents. */
function otherwise(from: string, to: string): void {
  const model = fromBinary(ModelProtoSchema, readFileSync(join(folder, from)));
  model.graph?.node.forEach((node, index) => (node.name = `/${index}/${node.opType}`));
  const type = model.graph?.input[0]?.type?.value;
  if (type?.case !== "tensorType") throw new Error("the input is a tensor");
  for (const dim of type.value.shape?.dim ?? []) dim.value = { case: "dimParam", value: "any" };
  writeFileSync(join(folder, to), toBinary(ModelProtoSchema, model));
}

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

describe("diff with an ONNX file", () => {
  beforeAll(async () => {
    await cnnc(folder, "export", "lenet5.cnn", "--weights", "lenet5.safetensors", "-o", "lenet5.onnx");
    await cnnc(folder, "export", "lenet5.cnn", "--weights", "dense.safetensors", "-o", "dense.onnx");
    otherwise("dense.onnx", "other.onnx");
  });

  test("alone holds compiled code against the reference", async ({ expect }) => {
    const outcome = await cnnc(folder, "diff", "lenet5.onnx");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/\nconv1 [^]*\n\ncpu and reference agree within 0.0001/);
  });

  test("as the second side takes no weights", async ({ expect }) => {
    const outcome = await cnnc(folder, ...lenet5, "lenet5.onnx", ...digit);
    expect(printed(outcome)).toMatchSnapshot();
  });

  test("as the first side leaves the weights to the second", async ({ expect }) => {
    const outcome = await cnnc(
      folder,
      "diff",
      "other.onnx",
      "lenet5.cnn",
      ...lenet5.slice(2),
      ...extents,
      ...digit,
    );
    expect(printed(outcome)).toMatchSnapshot();
  });

  test("that leaves extents open asks for them", async ({ expect }) => {
    expect(printed(await cnnc(folder, "diff", "other.onnx"))).toMatchSnapshot();
  });

  test("as both sides needs nothing more", async ({ expect }) => {
    const { code, stdout } = await cnnc(folder, "diff", "lenet5.onnx", "other.onnx", ...extents, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ first: "lenet5.onnx", second: "other.onnx", by: "place", diverges: "dense2" },
      layers: [
        { path: "conv1", otherPath: "/0/Conv", operator: "conv", error: 0 },
        ...Array<unknown>(11).fill({}),
      ],
    });
  });
});

describe.concurrent("diff of two models or settings", () => {
  writeFileSync(
    join(folder, "two.cnn"),
    `model plain(slope: float = 0.01) {
  input x: [4]
  output y = leaky_relu(slope: slope)
}

model sum {
  input x: [4]
  residual { leaky_relu }
  output y = softsign
}
`,
  );
  const two = ["diff", "two.cnn", "--weights", "none.safetensors", "--model", "plain"];

  test("the second has its own with --model2", async ({ expect }) => {
    const outcome = await cnnc(folder, ...two, "--set", "slope=0.01", "--model2", "sum", "--set2", "x=1");
    expect(printed(outcome)).toMatchSnapshot();
    expect(printed(await cnnc(folder, ...two, "--model2", "sum"))).toMatchSnapshot();
  });

  test("and with --set2", async ({ expect }) => {
    const outcome = await cnnc(folder, ...two, "--set", "slope=0.5", "--set2", "slope=0.25");
    expect(printed(outcome)).toMatchSnapshot();
  });
});
