import { execFile } from "node:child_process";
import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, test } from "vitest";
import { compile } from "../src/api/compile.js";
import { checkNetwork } from "../src/api/network.js";
import { host } from "../src/node/host.js";
import { cnnc, root } from "./cli/command.js";
import { temporaryFolder } from "./support/folder.js";

const run = promisify(execFile);

describe("examples/node", () => {
  test("the model that is checked in is what its configuration makes", async ({ expect }) => {
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
    const checked = await cnnc(join(root, "examples/node"), "compile", "--check");
    expect(checked).toEqual({
      code: 0,
      stdout: "lenet5.js is current\nlenet5.d.ts is current\n",
      stderr: "",
    });
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

test("examples/compare is what the compiler says", async ({ expect }) => {
  const args = ["report", "models/vgg16.cnn", "--compare", "models/resnet50.cnn", "--md"];
  const { code, stdout } = await cnnc(root, ...args);
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot(join(root, "examples/compare/vgg16-resnet50.md"));
});

test("the workflow of examples/ci passes while modules are current, and only then", async ({ expect }) => {
  const workflow = readFileSync(join(root, "examples/ci/models.yml"), "utf8");
  const steps = [...workflow.matchAll(/- run: npx cnnc (.+)/g)].map(([, call = ""]) =>
    call.replace("*", "lenet5").split(" "),
  );
  const folder = temporaryFolder();
  cpSync(join(root, "models/lenet5.cnn"), join(folder, "models/lenet5.cnn"));
  const config = { models: [{ file: "models/lenet5.cnn", output: "src" }] };
  writeFileSync(join(folder, "cnnc.config.json"), JSON.stringify(config));
  await cnnc(folder, "compile");
  const codes = async () => {
    const ends: (number | null)[] = [];
    for (const args of steps) ends.push((await cnnc(folder, ...args)).code);
    return ends;
  };
  expect(await codes()).toEqual([0, 0]);
  appendFileSync(join(folder, "src/lenet5.ts"), "// by hand\n");
  expect(await codes()).toEqual([1, 0]);
});
