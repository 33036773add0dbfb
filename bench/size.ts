import { transform } from "esbuild";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { inProject } from "./harness/files.js";
import { cnnc, flagsOf } from "./harness/prepare.js";
import { columns } from "./harness/table.js";

// What a page loads of a compiled network: the module with its runtime, without weights. `npm run bench:size`

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: "lenet5,resnet50" },
    compile: { type: "string", default: "" },
  },
});
const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

const folder = mkdtempSync(join(tmpdir(), "cnnc-size-"));
const rows: (readonly string[])[] = [];
for (const network of values.networks.split(",")) {
  cnnc(
    "compile",
    inProject(`models/${network}.cnn`),
    "--format",
    "js",
    ...flagsOf(values.compile),
    "-o",
    folder,
  );
  const code = readFileSync(join(folder, `${network}.js`), "utf8");
  const minified = Buffer.from((await transform(code, { minify: true, format: "esm" })).code);
  const zipped = gzipSync(minified, { level: 9 });
  rows.push([network, ...[Buffer.byteLength(code), minified.length, zipped.length].map(kilobytes)]);
}
rmSync(folder, { recursive: true });
console.log(columns([["kB", "module", "minified", "gzipped"], ...rows]).join("\n"));
