import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cnnc, root } from "../cli/command.js";
import { temporaryFolder } from "../support/folder.js";

/** A network of two files. The text of the second says how it pools. */
const network = `import { pooled } from "./blocks.cnn"
model net {
  input image: [1, 8, 8]
  pooled
  flatten
  output scores = dense(3)
}
`;
export const blocks = (pool: string): string => `export block pooled() {
  conv(2, 3x3, pad: same) -> ${pool}(2x2)
}
`;

/** Shows shapes and a result of the network on a page. */
const main = `import network, { model } from "./net.cnn";
import weights from "./net.safetensors?url";

const { inputs, outputs } = model;
const loaded = await network.load(await (await fetch(weights)).arrayBuffer());
const image = Float32Array.from({ length: 64 }, (_, index) => (index * index) % 7);
const { scores } = await loaded.run({ image });
const shapes = [inputs.image.shape, outputs.scores.shape].map((shape) => \`[\${shape.join()}]\`);
document.body.textContent = [...shapes, ...[...scores].map((score) => score.toFixed(4))].join(" ");
`;

const settings = (options: string): string => `import { defineConfig } from "vite";
import cnnc from "cnnc/vite";

export default defineConfig({
  plugins: [cnnc(${options})],
  build: { target: "esnext" },
  server: { host: "127.0.0.1", port: 0, fs: { strict: false } },
});
`;

/** A project with Vite in which the package is installed, and a network with weights; the plugin has these options. */
export async function viteProject(options: string): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/cnnc"), "dir");
  symlinkSync(join(root, "node_modules/vite"), join(folder, "node_modules/vite"), "dir");
  const files = {
    "package.json": '{ "private": true, "type": "module" }\n',
    "vite.config.ts": settings(options),
    "index.html": '<!doctype html><html><body><script type="module" src="/main.ts"></script></body></html>\n',
    "net.cnn": network,
    "blocks.cnn": blocks("maxpool"),
    "main.ts": main,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  await cnnc(folder, "init", "net.cnn", "-o", "net.safetensors", "--seed", "1");
  return folder;
}
