import { describe, expect, it } from "vitest";
import { checkTarget, readLimits } from "../../src/api/check-target.js";
import { checkNetwork, planNetwork, type Target } from "../../src/api/network.js";
import { showBytes } from "../../src/api/text.js";
import { withDeviceMemory } from "../../src/targets/webgpu/emit/side.js";
import type { Precision } from "../../src/targets/webgpu/precision.js";
import { projectHost } from "../support/host.js";

const source =
  "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3) -> relu\n  flatten\n  output y = dense(10)\n}\n";

function host(files: Readonly<Record<string, string>>) {
  return {
    ...projectHost,
    readSource: (path: string) => files[path] ?? { reason: "no such file or folder" },
  };
}

function checked(
  target: Target,
  limits: object | string = "default",
  batch = 1,
  precision: Precision = "f32",
  text = source,
) {
  const { value } = checkNetwork(host({ "m.cnn": text }), { entry: "m.cnn" });
  const [which, files] =
    typeof limits === "string" ? [limits, {}] : ["gpu.json", { "gpu.json": JSON.stringify(limits) }];
  const { value: read } = readLimits(host(files), which);
  if (value === undefined || read === undefined) throw new Error("the network is sound");
  return checkTarget(value, { entry: "m.cnn", target, batch, limits: read, precision });
}

describe("cnnc check --target", () => {
  it("says what a network takes where it can be computed", () => {
    expect(checked("cpu")).toMatch(/^\d+ calls, [\d.]+ KiB of memory$/);
    expect(checked("webgpu")).toMatch(/^\d+ dispatches of \d+ kernels, [\d.]+ KiB in buffers of at most /);
    expect(checked("webgpu", "compatibility")).toBe(checked("webgpu"));
    expect(checked("webgpu", "default", 1, "f16")).toMatch(/, with the feature shader-f16$/);
  });

  it("says of which adapters it holds where others compute in another way", () => {
    const text =
      "model m {\n  input x: [64, 28, 28]\n  conv(64, 3x3, pad: same)\n  flatten\n  output y = dense(10)\n}\n";
    const { value } = checkNetwork(host({ "m.cnn": text }), { entry: "m.cnn" });
    if (value === undefined) throw new Error("the network is sound");
    const { memory } = withDeviceMemory(planNetwork(value.network, { target: "webgpu", batch: 1 }));
    const all = showBytes(4 * (memory.weights.elements + memory.arena.elements));
    const said = checked("webgpu", "default", 1, "f32", text);
    expect(said).toMatch(/^\d+ dispatches of \d+ kernels on discrete GPUs, up to /);
    expect(said).toContain(`, up to ${all} in buffers of at most `);
  });

  it("names the layer, the limit and by how much it is passed", () => {
    const findings = (limits: object) => {
      const found = checked("webgpu", { ...limits, vendorLimit: 1 });
      if (typeof found === "string") throw new Error("the limits do not suffice");
      return found;
    };
    const found = findings({ maxComputeInvocationsPerWorkgroup: 48 });
    const messages = found.map(({ message }) => message);
    expect(messages).toContain(
      "conv1: it would need 64 of maxComputeInvocationsPerWorkgroup, 1.3 times the 48 of the device",
    );
    const large = findings({ maxStorageBufferBindingSize: 8192 }).map(({ message }) => message);
    expect(large).toContainEqual(expect.stringMatching(/^dense1: .* of maxStorageBufferBindingSize, /));
    expect(new Set(messages).size).toBe(messages.length);
    const conv = found.find(({ message }) => message.startsWith("conv1"));
    expect(conv?.labels[0]?.span).toMatchObject({ file: "m.cnn", start: source.indexOf("conv(") });
    expect(conv?.help).toBeDefined();
  });

  it("finds what default limits refuse, whatever the device has", () => {
    const found = checked("webgpu", { maxStorageBufferBindingSize: 2 ** 40 }, 1_000_000);
    expect(typeof found === "string" ? [] : found.map(({ severity }) => severity)).toContain("error");
  });

  it("finds memory that no index reaches", () => {
    const found = checked("cpu", "default", 10_000_000);
    expect(found).toMatchObject([{ code: "CNN0307" }]);
  });
});

describe("limits of a file", () => {
  const codeOf = (text: string): string | undefined =>
    readLimits(host({ "gpu.json": text }), "gpu.json").diagnostics[0]?.code;

  it("are whole numbers, of which one at least is there", () => {
    expect(codeOf('{ "maxBufferSize": 1.5 }')).toBe("CNN0701");
    expect(codeOf('{ "maxBufferSize": "1" }')).toBe("CNN0701");
    expect(codeOf('{ "maxTextureDimension2D": 8192 }')).toBe("CNN0701");
    expect(codeOf("[1]")).toBe("CNN0701");
    expect(codeOf("{")).toBe("CNN0701");
    expect(codeOf('{ "maxBufferSize": 1024 }')).toBeUndefined();
    expect(readLimits(host({}), "gone").diagnostics[0]).toMatchObject({ code: "CNN0004" });
  });
});
