import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { compile, type CompileOptions } from "../../src/api/compile.js";
import type { LoadOptions } from "../../src/runtime/shared/loadWeights.js";
import type { Page } from "../support/browser/browser.js";
import { loadThreads } from "../support/browser/compiled.js";
import { chromiumTests } from "../support/browser/tests.js";
import { importText, type CompiledModule } from "../support/compile.js";
import { temporaryFolder } from "../support/folder.js";
import { projectHost } from "../support/host.js";
import { typeErrors } from "../support/types.js";

type Delivery = "file" | "import";

const weights = readFileSync(new URL("../../examples/digits/lenet5.safetensors", import.meta.url));

/** The files of LeNet-5, by name. */
async function filesOf(options: Partial<CompileOptions>): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const common = {
    entry: "models/lenet5.cnn",
    format: "js",
    runtime: "inline",
    batch: 1,
    without: [],
  } as const;
  // The declarations that a module in JavaScript has beside it are taken from the build, which is not tested here.
  const host = {
    ...projectHost,
    readRuntime: (path: string, kind: "ts" | "js" | "d.ts") =>
      kind === "d.ts" ? "" : projectHost.readRuntime(path, kind),
  };
  const { value = [] } = await compile(host, { ...common, ...options });
  return new Map(value.map(({ name, text, bytes }) => [name, text ?? bytes]));
}

async function fileOf(options: Partial<CompileOptions>, name: string): Promise<string | Uint8Array> {
  const content = (await filesOf(options)).get(name);
  if (content === undefined) throw new Error(`${name} is not written`);
  return content;
}

const image = Float32Array.from({ length: 784 }, (_, index) => Math.sin(index));

async function expectedLogits(): Promise<readonly number[]> {
  const module = await importText(String(await fileOf({}, "lenet5.js")));
  return [...(module.loadSync(weights).runSync({ image }).logits ?? [])];
}

/** A strict program that uses both forms. */
const user = `
import { load, loadSync, type Model } from "./lenet5.js";
export async function start(weights: Uint8Array, kernels: Uint8Array): Promise<Model[]> {
  const given = DELIVERY === "file" ? [await load(weights, { kernels }), loadSync(weights, { kernels, threads: 1 })] : [];
  // @ts-expect-error: no bytes of kernels
  given.push(MISSING);
  return [await load(weights), await load(weights, { threads: 2 }), ...given];
}
declare const DELIVERY: string;
`;

describe("kernels in a file beside the module", () => {
  const folder = temporaryFolder();

  it("are read in Node, or given as bytes, and compute the same", async () => {
    for (const [name, content] of await filesOf({ wasm: "file" })) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const module = (await import(pathToFileURL(join(folder, "lenet5.js")).href)) as CompiledModule;
    const kernels = readFileSync(join(folder, "lenet5.wasm"));
    const networks = [
      await module.load(weights),
      await module.load(weights, { threads: 2 }),
      module.loadSync(weights, { kernels } as LoadOptions),
    ];
    for (const network of networks) {
      expect([...(network.runSync({ image }).logits ?? [])]).toEqual(await expectedLogits());
      network.destroy();
    }
  });

  it.each(["inline", "import"] as const)("have types, with the runtime: %s", async (runtime) => {
    const module = String(await fileOf({ wasm: "file", runtime, format: "ts" }, "lenet5.ts"));
    expect(module).not.toContain("const wasm");
    const program = user.replace("MISSING", "loadSync(weights)");
    expect(
      typeErrors(
        new Map([
          ["lenet5.ts", module],
          ["user.ts", program],
        ]),
      ),
    ).toEqual([]);
  });
});

describe("kernels that are imported", () => {
  it("have types, where the project declares what it imports", async () => {
    const module = String(await fileOf({ wasm: "import", format: "ts" }, "lenet5.ts"));
    expect(module).toContain('import wasm from "./lenet5.wasm";');
    const declared = 'declare module "*.wasm" { const module: WebAssembly.Module; export default module; }';
    const program = user
      .replace(
        "await load(weights, { kernels }), loadSync(weights, { kernels, threads: 1 })",
        "loadSync(weights)",
      )
      .replace("MISSING", "loadSync(weights, { kernels })");
    const files = new Map([
      ["lenet5.ts", module],
      ["user.ts", program],
      ["wasm.d.ts", declared],
    ]);
    expect(typeErrors(files)).toEqual([]);
  });
});

const testInChromium = chromiumTests();

const start = `
import { load, loadSync } from "/lenet5.js";
${loadThreads}
const weights = await (await fetch("/lenet5.safetensors")).arrayBuffer();
const image = Float32Array.from({ length: 784 }, (_, index) => Math.sin(index));
const logits = async (loading) => {
  const network = await loading;
  const found = [...network.runSync({ image }).logits];
  network.destroy();
  return found;
};
`;

async function put(page: Page, wasm: Delivery): Promise<Uint8Array> {
  const files = await filesOf({ wasm });
  page.put("/lenet5.js", files.get("lenet5.js") ?? "");
  page.put("/lenet5.safetensors", weights);
  return Buffer.from(files.get("lenet5.wasm") ?? "");
}

testInChromium("a page fetches kernels, of whatever type, for one thread and for two", async (browser) => {
  const expected = await expectedLogits();
  for (const type of ["application/wasm", "application/octet-stream"]) {
    const page = await browser.open(true);
    page.put("/lenet5.wasm", await put(page, "file"), type);
    const found = await page.run(`${start}
      const kernels = await (await fetch("/lenet5.wasm")).arrayBuffer();
      export default [
        await logits(load(weights)),
        await logits(loadThreads((options) => load(weights, options), 2)),
        await logits(loadSync(weights, { kernels })),
      ];`);
    expect(found).toEqual([expected, expected, expected]);
    expect(page.errors).toEqual([]);
  }
});

testInChromium("a page is told where kernels are missed", async (browser) => {
  const page = await browser.open(false);
  await put(page, "file");
  const loading = page.run(`${start} export default await logits(load(weights));`);
  await expect(loading).rejects.toThrow(/the kernels cannot be fetched: status 404 of .*\/lenet5\.wasm/);
});

testInChromium("imported kernels are started as they are, on one thread", async (browser) => {
  const page = await browser.open(true);
  const bytes = JSON.stringify([...(await put(page, "import"))]);
  // What a platform for workers makes of the import.
  const compiled = `export default new WebAssembly.Module(Uint8Array.from(${bytes}));`;
  page.put("/lenet5.wasm", compiled, "text/javascript");
  const found = await page.run(`${start}
    export default [await logits(load(weights, { threads: 2 })), await logits(loadSync(weights))];`);
  const expected = await expectedLogits();
  expect(found).toEqual([expected, expected]);
  expect(page.errors).toEqual([]);
});
