import { expect } from "vitest";
import { checkNetwork } from "../../../src/api/network.js";
import type { TimingDevice } from "../../../src/api/profile/dispatch-clock.js";
import { renderProfileHtml } from "../../../src/api/profile/html.js";
import { profileJson } from "../../../src/api/profile/json.js";
import { profileOnGpu } from "../../../src/api/profile/profile-gpu.js";
import { renderProfile } from "../../../src/api/profile/text.js";
import { gpuTests } from "../../support/gpu/tests.js";
import { projectHost } from "../../support/host.js";

const source = `
model small {
  input image: [3, 16, 16]
  conv(8, 5x5, stride: 2, pad: 2) -> relu
  conv(8, 3x3, pad: same) -> tanh
  flatten
  output logits = dense(5)
}
`;

const test = gpuTests();

test("the dispatches of a network are timed on the device, each in the row of its layer", async ({
  gpu,
  adapter,
}) => {
  const requiredFeatures: GPUFeatureName[] = ["timestamp-query"];
  const found = await gpu.requestAdapter();
  const device = await found?.requestDevice({ requiredFeatures });
  if (device === undefined) throw new Error("there is a device that takes times");
  const { value, sources } = checkNetwork(
    { ...projectHost, readSource: () => source },
    { entry: "small.cnn" },
  );
  if (value === undefined) throw new Error("the network is sound");
  const parts: number[] = [];
  const host = {
    ...projectHost,
    importModule: (code: string): Promise<unknown> =>
      import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`),
    now: () => performance.now(),
    show: (part: number) => parts.push(part),
    openGpu: () => Promise.resolve({ device: device as unknown as TimingDevice, machine: adapter }),
  };
  const profiled = await profileOnGpu(host, value, { entry: "small.cnn", sources, batch: 2, seconds: 0.01 });
  device.destroy();
  if ("length" in profiled) throw new Error("the network can be profiled");
  const { profile } = profiled;
  const convolutions = profile.rows.filter(({ layer: { op } }) => op === "conv");
  expect(convolutions.map(({ inside }) => inside.map(({ op }) => op))).toEqual([["relu"], ["tanh"]]);
  expect(convolutions[0]?.source).toEqual({ file: "small.cnn", line: 4 });
  expect(profile.rows.reduce((sum, { macs }) => sum + macs, 0)).toBe(
    2 * (64 * 8 * 75 + 64 * 8 * 72 + 512 * 5),
  );
  for (const { milliseconds, bytes } of convolutions) {
    expect(milliseconds).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
  }
  expect(profile.milliseconds).toBeLessThan(2 * profile.run);
  expect(profile).toMatchObject({ machine: adapter, batch: 2, peak: undefined });
  expect(parts.at(-1)).toBe(1);
  expect(profileJson(profile).peak).toBeNull();
  for (const text of [renderProfile(profile, { width: 100, colour: false }), renderProfileHtml(profile)]) {
    expect(text).not.toMatch(/of peak|the peak/);
  }
});
