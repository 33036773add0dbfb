import { spawn } from "node:child_process";
import { closeSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, test } from "vitest";
import { exportOnnx } from "../../src/formats/onnx/export.js";
import { littleEndianBytes } from "../../src/formats/safetensors.js";
import { elements, typeOf } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { compile } from "../elaborate/compile.js";
import { temporaryFolder } from "../support/folder.js";
import { ended, program, type Outcome } from "./command.js";

const folder = temporaryFolder();
const MiB = 2 ** 20;

/** Prints the largest resident set that the process ever had; `ru_maxrss` would begin with that of its parent. */
const probe = `data:text/javascript,${encodeURIComponent(`
import { readFileSync } from "node:fs";
process.on("exit", () => {
  const [, size] = /^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  process.stderr.write("\\npeak " + size);
});
`)}`;

/** What `cnnc` did, and the bytes that it held at most. */
async function held(...args: readonly string[]): Promise<Outcome & { readonly bytes: number }> {
  const child = spawn(process.execPath, ["--import", probe, program, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const outcome = await ended(child);
  const [, size] = /\npeak (\d+)$/.exec(outcome.stderr) ?? [];
  return { ...outcome, bytes: 1024 * Number(size) };
}

/** Convolutions and dense layers as in VGG, of about `units` * 150 kB of weights. */
function writeModel(file: string, units: number): void {
  const { network, rendered } = compile(`model net {
  input x: [3, 56, 56]
  repeat 2 { conv(64, 3x3, pad: same) -> relu }
  maxpool(2x2)
  repeat 2 { conv(256, 3x3, pad: same) -> relu }
  maxpool(2x2)
  flatten
  dense(${units}) -> relu
  output y = dense(1000)
}
`);
  if (network === undefined) throw new Error(rendered);
  const { graph } = network;
  const shapes = new Map(graph.weights.map(({ path, value }) => [path, typeOf(graph, value).shape]));
  const weights = (path: string): readonly Uint8Array[] => [
    littleEndianBytes(new Float32Array(elements(shapes.get(path) ?? [])).fill(1e-3)),
  ];
  const options = { opset: 17, file, version: "0", functions: false };
  const files = exportOnnx(graph, operators, weights, options);
  if (!("model" in files)) throw new Error("the network can be exported");
  const descriptor = openSync(join(folder, file), "w");
  for (const part of files.model.parts) writeSync(descriptor, part);
  closeSync(descriptor);
}

describe.runIf(process.platform === "linux")("memory of an import", () => {
  let baseline = 0;
  let size = 0;
  beforeAll(async () => {
    writeModel("small.onnx", 1);
    writeModel("large.onnx", 700);
    ({ size } = statSync(join(folder, "large.onnx")));
    baseline = (await held("import", "small.onnx", "-o", "small.cnn")).bytes;
  });

  test("is the file and its weights, once each", async ({ expect }) => {
    const { code, bytes, stderr } = await held("import", "large.onnx", "-o", "large.cnn");
    expect(stderr).toMatch(/^\npeak/);
    expect(code).toBe(0);
    expect(size).toBeGreaterThan(130 * MiB);
    // The bar is three times the file and 64 MiB; the file once more would be within it.
    expect(bytes - baseline).toBeLessThan(2.25 * size + 64 * MiB);
    // A process that told less than that has not told its peak.
    expect(bytes - baseline).toBeGreaterThan(size);
  });

  test("is no more where the file is cut short", async ({ expect }) => {
    truncateSync(join(folder, "large.onnx"), size - 1);
    const cut = await held("import", "large.onnx", "-o", "cut.cnn");
    expect(cut).toMatchObject({ code: 1, stdout: "" });
    expect(cut.bytes - baseline).toBeLessThan(2.25 * size + 64 * MiB);
  });

  test("is little where what a file claims is much", async ({ expect }) => {
    const header = JSON.stringify({ x: { dtype: "F32", shape: [2 ** 30], data_offsets: [0, 2 ** 32] } });
    const length = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
    writeFileSync(join(folder, "claims.safetensors"), Buffer.concat([length, Buffer.from(header)]));
    const claims = await held("check", "small.cnn", "--weights", "claims.safetensors");
    expect(claims).toMatchObject({ code: 1, stdout: "" });
    expect(claims.bytes - baseline).toBeLessThan(64 * MiB);
  });

  test("of an export is a part of a tensor", async ({ expect }) => {
    const { code, bytes } = await held(
      "export",
      "large.cnn",
      "--weights",
      "large.safetensors",
      "-o",
      "again.onnx",
    );
    expect(code).toBe(0);
    expect(bytes - baseline).toBeLessThan(64 * MiB);
  });
});
