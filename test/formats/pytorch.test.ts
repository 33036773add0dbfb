import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkNetwork } from "../../src/api/network.js";
import { parseNameMapping, type NameMapping } from "../../src/formats/names.js";
import { typeOf } from "../../src/ir/graph.js";
import { projectHost } from "../support/host.js";

type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * Names and shapes in the `state_dict` of torchvision's networks (0.14.1; GoogLeNet with its auxiliary heads), without
 * `num_batches_tracked`.
 */
const torchvision = JSON.parse(read("test/fixtures/torchvision-names.json")) as Readonly<
  Record<string, Shapes>
>;

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

function weightsOf(entry: string, source?: string): ReadonlyMap<string, readonly unknown[]> {
  const host = { ...projectHost, readSource: (path: string) => source ?? projectHost.readSource(path) };
  const { value, diagnostics } = checkNetwork(host, { entry });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { graph } = value.network;
  return new Map(graph.weights.map((weight) => [weight.path, typeOf(graph, weight.value).shape]));
}

function mappingOf(name: string): NameMapping {
  const file = `examples/pytorch/${name}.names.json`;
  const mapping = parseNameMapping(read(file), file);
  if (typeof mapping === "function") return mapping;
  throw new Error(mapping.map(({ message }) => message).join("\n"));
}

describe.each(Object.entries(torchvision))("the mapping of %s", (name, shapes) => {
  const weights = weightsOf(`models/${name}.cnn`);
  const { names, unusedRules } = mappingOf(name)(weights.keys());

  it("gives torchvision's names, each once, with the same shapes", () => {
    const mapped = [...weights].map(([path, shape]) => [names.get(path) ?? path, shape] as const);
    expect(new Map(mapped)).toEqual(new Map(Object.entries(shapes)));
    expect(mapped).toHaveLength(Object.keys(shapes).length);
  });

  it("has no rule too many", () => {
    expect(unusedRules).toEqual([]);
  });
});

it("a network whose layers are named like PyTorch's modules needs no mapping", () => {
  const source = `
    block unit(channels: int) {
      conv(channels, 3x3, bias: false) as conv
      batchnorm as bn
    }
    block body(depth: int) {
      repeat depth {
        conv(4, 3x3, pad: 1, bias: false) as conv
        batchnorm as bn
      }
    }
    model net(classes: int = 10) {
      input image: [3, 9, 9]
      unit(4) as stem
      body(2) as layers
      flatten
      output logits = dense(classes) as fc
    }`;
  const unit = ["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "conv.weight"];
  expect([...weightsOf("net.cnn", source).keys()].sort()).toEqual(
    [
      ...unit.flatMap((name) => [`stem.${name}`, `layers.0.${name}`, `layers.1.${name}`]),
      "fc.weight",
      "fc.bias",
    ].sort(),
  );
});
