import { expect, test } from "vitest";
import { compile } from "./compile.js";

const text = `
  export const fifth = 0.2
  export block filter(width: int = 4, act: layer = relu) { conv(width, 1x1) -> act }
  model m(
    depth: int = 2, rate: float = 0.5, flag: bool = true, size: kernel = 3x3, pad: padding = same,
    act: layer = relu, pool: max | average = max, widths: list(int) = [4, 8],
    stages: list(tuple(int, kernel)) = [(2, 3x3)]
  ) {
    input x: [3, 16, 16]
    repeat depth { act }
    for width in widths { conv(width, size, pad: pad) }
    for (width, kernel_size) in stages { conv(width, kernel_size, pad: same) }
    if pool == max { maxpool(2x2) } else { avgpool(2x2) }
    if flag { dropout(rate) }
    output y = flatten
  }`;

function settings(name: string, value: number | boolean | string) {
  return compile(text, { parameters: { [name]: value } });
}

test.each([
  ["depth", 3, 3],
  ["depth", "2 * 3 - 1", 5],
  ["rate", "1 / 4.0", 0.25],
  ["rate", "fifth", 0.2],
  ["flag", "1 > 2", false],
  ["size", "1x3", [1, 3]],
  ["size", "kernel(1, 5)", [1, 5]],
  ["pad", "none", "none"],
  ["pad", "(1, 2)", [1, 2]],
  ["act", "tanh", "tanh"],
  ["act", "leaky_relu(slope: fifth)", "leaky_relu"],
  ["act", "filter(3)", "filter"],
  ["pool", "average", "average"],
  ["widths", "[3, 4, 5]", [3, 4, 5]],
  ["stages", "[(3, 1x1), (4, 3x3)]", "[(3, 1x1), (4, 3x3)]"],
])("%s is set to %s", (name, value, expected) => {
  const { network, rendered } = settings(name, value);
  expect(rendered).toBe("");
  expect(network?.parameters[name]).toEqual(expected);
});

test.each([
  [
    "depth",
    "1 +",
    "CNN0002 `depth` was set to 1 +: expected an expression after `+`, found the end of the file",
  ],
  ["depth", "ten", "CNN0204 `depth` takes an int, and was set to ten"],
  ["depth", "", "CNN0002 `depth` was set to : expected an expression after `=`, found the end of the file"],
  ["depth", "1\nblock b() { }", "CNN0204 `depth` was set to 1\nblock b() { }: this is no value"],
  [
    "widths",
    "[0.5]",
    "CNN0204 `widths` was set to [0.5]: `widths` takes list(int), where 0.5 at 0 should be an int, not [0.5]",
  ],
  ["act", "rleu", "CNN0101 `act` was set to rleu: no parameter or constant is called `rleu`"],
  ["act", "conv(filter: 3)", "CNN0201 `act` was set to conv(filter: 3): `conv` has no parameter `filter`"],
  ["pool", "mean", "CNN0204 `pool` takes one of `max`, `average`, and was set to mean"],
  ["size", "0x3", "CNN0204 `size` takes a positive extent for each axis, as in 3 or 3x3, and was set to 0x3"],
])("%s is not set to %j", (name, value, expected) => {
  const { network, diagnostics } = settings(name, value);
  expect(network).toBeUndefined();
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([expected]);
});
