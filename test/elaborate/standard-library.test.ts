import { expect, test } from "vitest";
import { standardLibrary } from "../../src/elaborate/standard-library.js";
import { compile } from "./compile.js";

const calls: Readonly<Record<string, string>> = {
  conv_norm_act: "conv_norm_act(8)",
  separable_conv: "separable_conv(8, stride: 2)",
  squeeze_excite: "squeeze_excite(2)",
  inverted_residual: "inverted_residual(4, 6)",
};

const use = (name: string, call: string): string =>
  `import { ${name} } from "std"\nmodel m {\n  input x: [4, 8, 8]\n  output y = ${call}\n}`;

test("every block has a call here", () => {
  const exported = [...standardLibrary.matchAll(/^export block (\w+)/gm)].map(([, name]) => name);
  expect(exported.sort()).toEqual(Object.keys(calls).sort());
});

test.each(Object.entries(calls))("%s compiles without findings", (name, call) => {
  const { network, rendered } = compile(use(name, call));
  expect(rendered).toBe("");
  expect(network?.graph.weights[0]?.path).toMatch(new RegExp(`^${name}1\\.`));
});

test("what it does not have is reported", () => {
  expect(compile(use("conv_norm", "conv_norm(8)")).rendered).toContain("std has no `conv_norm`");
});
