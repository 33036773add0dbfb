import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, test } from "vitest";
import { compile } from "../src/api/compile.js";
import { checkNetwork } from "../src/api/network.js";
import { host } from "../src/cli/host.js";
import { root } from "./cli/command.js";

const run = promisify(execFile);

describe("examples/node", () => {
  test("the model that is checked in is what the compiler makes", async ({ expect }) => {
    const options = { format: "js", runtime: "inline", batch: 1, without: [] } as const;
    const { value, diagnostics } = await compile(host, {
      entry: join(root, "models/lenet5.cnn"),
      ...options,
    });
    expect(diagnostics).toEqual([]);
    expect(value?.map(({ name }) => name)).toEqual(["lenet5.js", "lenet5.d.ts"]);
    for (const { name, text } of value ?? []) {
      await expect(text).toMatchFileSnapshot(join(root, "examples/node", name));
    }
  });

  test("reads every digit", async ({ expect }) => {
    const digits = readdirSync(join(root, "examples/digits")).filter((name) => name.endsWith(".png"));
    const files = digits.map((name) => `examples/digits/${name}`);
    const { stdout } = await run(process.execPath, ["examples/node/classify.js", ...files], { cwd: root });
    expect(stdout).toBe(digits.map((name) => `examples/digits/${name}: ${name.slice(0, 1)}\n`).join(""));
  });
});

test("examples/blocks has nothing to be said of it", ({ expect }) => {
  const { value, diagnostics } = checkNetwork(host, { entry: join(root, "examples/blocks/flowers.cnn") });
  expect(diagnostics).toEqual([]);
  expect(value?.analysis.totals.params).toBeGreaterThan(100_000);
});
