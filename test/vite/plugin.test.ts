import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { build, createServer } from "vite";
import { chromiumTests } from "../support/browser/tests.js";
import { blocks, viteProject } from "./project.js";

const inChromium = chromiumTests();

/** What the page of a project shows, by the kind of pooling: shapes, and a result of three numbers. */
const shown = /^\[1,8,8\] \[3\]( -?\d\.\d{4}){3}$/;

describe("Vite's dev server", () => {
  inChromium("compiles what is imported, shows what is wrong, and follows every file", async (browser) => {
    const folder = await viteProject("");
    const server = await createServer({ root: folder, logLevel: "silent" });
    try {
      await server.listen();
      const { tab } = await browser.open(false);
      await tab.goto(server.resolvedUrls?.local[0] ?? "");
      const text = async (pattern: RegExp, before = ""): Promise<string> => {
        await expect
          .poll(() => tab.textContent("body").then((found) => (found === before ? "" : found?.trim())), {
            timeout: 20_000,
          })
          .toMatch(pattern);
        return (await tab.textContent("body")) ?? "";
      };
      const maximum = await text(shown);

      writeFileSync(join(folder, "blocks.cnn"), blocks("avgpool"));
      const average = await text(shown, maximum);
      expect(average).not.toBe(maximum);

      writeFileSync(join(folder, "blocks.cnn"), blocks("avgpol"));
      const overlay = tab.locator("vite-error-overlay");
      await expect.poll(() => overlay.locator(".message-body").textContent()).toContain("CNN0101: ");
      expect(await overlay.locator(".file").textContent()).toContain("blocks.cnn:2:30");
      expect(await overlay.locator(".frame").textContent()).toContain(
        "2 |   conv(2, 3x3, pad: same) -> avgpol(2x2)",
      );
      expect(await overlay.locator(".frame").textContent()).toContain("did you mean `avgpool`?");

      writeFileSync(join(folder, "blocks.cnn"), blocks("maxpool"));
      await expect.poll(() => tab.textContent("body"), { timeout: 20_000 }).toBe(maximum);
      expect(await overlay.count()).toBe(0);

      // The configuration is one of the files, and says how what it lists is compiled.
      const models = [{ file: "net.cnn", batch: 2 }];
      writeFileSync(join(folder, "cnnc.config.json"), JSON.stringify({ models }));
      server.moduleGraph.invalidateAll();
      const module = await server.ssrLoadModule("/net.cnn");
      expect(module.default).toMatchObject({ model: { batch: 2 } });
    } finally {
      await server.close();
    }
  });
});

describe("Vite's build", () => {
  inChromium(
    "holds compiled models, with their kernels in files where that is asked for",
    async (browser) => {
      const folder = await viteProject('{ wasm: "file" }');
      await build({ root: folder, logLevel: "silent" });
      const assets = readdirSync(join(folder, "dist/assets"));
      expect(assets.filter((name) => /^net-[\w-]+\.wasm$/.test(name))).toHaveLength(1);
      const page = await browser.open(false);
      for (const name of assets) page.put(`/assets/${name}`, readFileSync(join(folder, "dist/assets", name)));
      page.put("/page", readFileSync(join(folder, "dist/index.html"), "utf8"), "text/html");
      await page.tab.goto(new URL("/page", page.tab.url()).href);
      await expect.poll(() => page.tab.textContent("body"), { timeout: 20_000 }).toMatch(shown);
      expect(page.errors).toEqual([]);
    },
  );

  it("fails with the finding where a source is wrong", async () => {
    const folder = await viteProject("");
    writeFileSync(join(folder, "blocks.cnn"), blocks("avgpol"));
    const failure: unknown = await build({ root: folder, logLevel: "silent" }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(failure)).toContain("CNN0101: there is no layer, block or value `avgpol`");
    expect(String(failure)).toContain("blocks.cnn:2:30");
  });

  it("refuses options that there are not", async () => {
    const folder = await viteProject('{ taget: "webgpu" }');
    const failure: unknown = await build({ root: folder, logLevel: "silent" }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(failure)).toContain("a model has no `taget`; did you mean `target`?");
  });
});

it("writes types beside the source, which TypeScript takes without being told", async () => {
  const folder = await viteProject('{ taps: ["pooled1.conv1"] }');
  await build({ root: folder, logLevel: "silent" });
  const uses = `import network, { model, type Model, type Outputs } from "./net.cnn";
const shape: readonly [1, 8, 8] = model.inputs.image.shape;
const loaded: Model = await network.load(new Uint8Array());
const { scores, taps } = await loaded.run({ image: new Float32Array(64) });
const numbers: Outputs = { scores };
const map: Float32Array = taps["pooled1.conv1"];
// @ts-expect-error: there is no such input
await loaded.run({ picture: new Float32Array(64) });
// @ts-expect-error: the output has three elements
const wrong: readonly [4] = model.outputs.scores.shape;
export { shape, numbers, map, wrong };
`;
  writeFileSync(join(folder, "uses.ts"), uses);
  const program = ts.createProgram([join(folder, "uses.ts")], {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    types: [],
  });
  const found = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(found).toEqual([]);
});
