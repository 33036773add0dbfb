import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { version } from "../src/api/version.js";
import { startBrowser } from "../test/support/browser/browser.js";
import { gpuFlags, openGpuPage } from "../test/support/gpu/page.js";
import { inProject } from "./harness/files.js";
import { measureOnGpu, type GpuResult } from "./harness/measure-on-gpu.js";
import { gpuTable } from "./harness/gpu-table.js";
import { flagsOf, prepare } from "./harness/prepare.js";
import { bundlePages, installPeers } from "./harness/setup.js";

// cnnc and its peers on WebGPU, on the same networks, weights and inputs, in one browser and on one adapter:
// `npm run bench:gpu`. bench/README.md tells more.

const { values } = parseArgs({
  options: {
    networks: { type: "string", default: "lenet5,squeezenet1_1,mobilenet_v2,googlenet,resnet18,resnet50" },
    engines: { type: "string", default: "cnnc,onnxruntime-web,tfjs-webgpu" },
    compile: { type: "string", default: "" },
    rounds: { type: "string", default: "3" },
    turn: { type: "string", default: "300" },
    json: { type: "string" },
  },
});
const engines = values.engines.split(",");
const timing = { rounds: Number(values.rounds), milliseconds: Number(values.turn) };
const flags = ["--target", "webgpu", ...flagsOf(values.compile)];
installPeers();
await bundlePages();

const browser = await startBrowser(gpuFlags);
const { adapter } = await openGpuPage(await browser.open(false));
const networks: GpuResult[] = [];
for (const network of values.networks.split(",")) {
  console.error(`${network}: writing its files`);
  const model = prepare({ network, flags });
  networks.push(
    await measureOnGpu(browser, { network, model }, engines, timing, (doing) => {
      console.error(`${network}: ${doing}`);
    }),
  );
  rmSync(model.folder, { recursive: true });
}
await browser.close();
const results = {
  machine: { processor: cpus()[0]?.model ?? "", cores: cpus().length },
  versions: { chromium: browser.version, cnnc: version, ...peerVersions() },
  adapter,
  engines,
  networks,
};
console.log(gpuTable(results).join("\n"));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (networks.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;

function peerVersions(): Readonly<Record<string, string>> {
  const asked = (path: string, field: string): Readonly<Record<string, string>> =>
    (JSON.parse(readFileSync(inProject(path), "utf8")) as Record<string, Record<string, string>>)[field] ??
    {};
  const names = {
    ...asked("package.json", "devDependencies"),
    ...asked("bench/package.json", "dependencies"),
  };
  return Object.fromEntries(
    ["onnxruntime-web", "@tensorflow/tfjs-backend-webgpu"].map((name) => [name, names[name] ?? ""]),
  );
}
