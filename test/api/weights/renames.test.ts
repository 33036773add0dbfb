import { describe, expect, it } from "vitest";
import {
  byNumbers,
  likelyRenames,
  renamedLayers,
  type NamedShape,
} from "../../../src/api/weights/renames.js";

/** A layer with a weight of a shape and a bias. */
const layer = (path: string, ...shape: readonly number[]): readonly NamedShape[] => [
  { name: `${path}.weight`, shape },
  { name: `${path}.bias`, shape: shape.slice(0, 1) },
];
const pairs = (missing: readonly (readonly NamedShape[])[], surplus: readonly (readonly NamedShape[])[]) =>
  renamedLayers(likelyRenames(missing.flat(), surplus.flat()));

describe("likely renames", () => {
  it("are of equal shapes", () => {
    expect(
      pairs([layer("stem", 8, 3), layer("head", 10, 8)], [layer("fc", 10, 8), layer("conv1", 8, 3)]),
    ).toEqual(["conv1 -> stem", "fc -> head"]);
    expect(pairs([layer("stem", 8, 3)], [layer("conv1", 8, 4)])).toEqual([]);
    expect(pairs([layer("stem", 8, 3)], [layer("conv1", 8, 3).slice(0, 1)])).toEqual([]);
  });

  it("keep the order where nothing else tells layers apart, each taken once", () => {
    const old = [layer("conv2", 8, 8), layer("conv3", 8, 8), layer("conv10", 8, 8)];
    expect(pairs([layer("a", 8, 8), layer("b", 8, 8)], old)).toEqual(["conv2 -> a", "conv3 -> b"]);
    expect(pairs(old, [layer("a", 8, 8)])).toEqual(["a -> conv2"]);
  });

  it("prefer paths that share words: a block that was renamed keeps its layers", () => {
    const layers = ["0.unit1.conv1", "0.unit1.conv2", "1.unit1.conv1", "1.unit1.conv2"];
    const missing = layers.map((path) => layer(`body.${path}`, 4, 4));
    const surplus = layers.toReversed().map((path) => layer(`stage1.${path}`, 4, 4));
    expect(pairs(missing, surplus)).toEqual(layers.map((path) => `stage1.${path} -> body.${path}`));
  });

  it("names are ordered by their numbers", () => {
    expect(["conv10.bias", "conv2.weight", "conv2.bias", "a", "conv2"].sort(byNumbers)).toEqual([
      "a",
      "conv2",
      "conv2.bias",
      "conv2.weight",
      "conv10.bias",
    ]);
  });
});
