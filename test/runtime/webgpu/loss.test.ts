import { expect, vi } from "vitest";
import { compile } from "../../../src/api/compile.js";
import type { GpuLoadOptions } from "../../../src/runtime/webgpu/gpuDevice.js";
import type { GpuError } from "../../../src/runtime/webgpu/gpuError.js";
import type { GpuNetwork } from "../../../src/runtime/webgpu/gpuNetwork.js";
import type { GpuDevice } from "../../../src/runtime/webgpu/gpuTypes.js";
import { importText, readRuntime, weightFile } from "../../support/compile.js";
import type { Dawn } from "../../support/gpu/dawn.js";
import { watched } from "../../support/gpu/altered.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();

interface Module {
  readonly GpuError: typeof GpuError;
  load(
    weights: Uint8Array,
    options: GpuLoadOptions,
  ): Promise<GpuNetwork<{ readonly image: object }, { readonly y: Float32Array }>>;
}

const text = `model m {
  input image: [1, 4, 4] picture(channels: gray, range: (0, 1))
  flatten
  output y = dense(3)
}
`;
const weights = weightFile(
  new Map([
    ["dense1.weight", { shape: [3, 16], data: new Float64Array(48) }],
    ["dense1.bias", { shape: [3], data: new Float64Array(3) }],
  ]),
);

async function compiled(): Promise<Module> {
  const host = {
    readSource: () => text,
    readRuntime: (path: string, kind: "ts" | "js" | "d.ts") =>
      kind === "d.ts" ? "" : readRuntime(path, kind),
  };
  const { value } = await compile(host, {
    ...{ entry: "m.cnn", format: "js", runtime: "inline", target: "webgpu", batch: 2, without: [] },
  });
  return (await importText(value?.[0]?.text ?? "")) as unknown as Module;
}

/** A device to which something happens before a call of it or its queue, by its number; and the names of all. */
function interrupted(device: GpuDevice, call: number, happen: (name: string) => void) {
  const calls: string[] = [];
  const counted = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name === "queue") return queue;
        if (typeof value !== "function") return value;
        return (...given: readonly unknown[]): unknown => {
          calls.push(String(name));
          if (calls.length - 1 === call) happen(String(name));
          return Reflect.apply(value, target, given);
        };
      },
    });
  const queue: object = counted(device.queue);
  return { device: counted(device), calls };
}

async function opened({ gpu }: Dawn): Promise<GpuDevice> {
  return (await gpu.requestAdapter().then((adapter) => adapter?.requestDevice())) as GpuDevice;
}

const image = { width: 5, height: 4, data: new Uint8ClampedArray(80) };

/** Loads a network, which may fail, and has it compute twice; gives how it failed. */
async function attempt(module: Module, device: GpuDevice): Promise<unknown> {
  try {
    const network = await module.load(weights, { device });
    try {
      await network.run({ image: [image, image, image] });
      await network.runToBuffers({ image });
      return undefined;
    } finally {
      network.destroy();
    }
  } catch (failure) {
    return failure;
  }
}

gpuTest("a device may be lost at any call: that is an error, and nothing is left", async (dawn) => {
  const module = await compiled();
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const losing = async (call: number) => {
    const { device, held, textures } = watched(await opened(dawn));
    const lost = interrupted(device, call, () => {
      device.destroy();
    });
    const failure = await attempt(module, lost.device);
    expect([held.size, textures.size], `call ${call}`).toEqual([0, 0]);
    device.destroy();
    return { failure, calls: lost.calls };
  };
  const { failure, calls } = await losing(NaN);
  expect(failure).toBeUndefined();
  expect(calls.length).toBeGreaterThan(50);
  // Making kernels takes the time: on each device all of them.
  for (let call = 0; call < calls.length; call += 11) {
    const { failure } = await losing(call);
    expect(failure, `call ${call}`).toBeInstanceOf(module.GpuError);
    expect(failure, `call ${call}`).toMatchObject({ code: "device-lost" });
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

gpuTest("whatever a device throws is an error that says where, and nothing is left", async (dawn) => {
  const module = await compiled();
  const { device, held, textures } = watched(dawn.device);
  const { calls, ...whole } = interrupted(device, NaN, () => undefined);
  expect(await attempt(module, whole.device)).toBeUndefined();
  // Those of the second time, when kernels are there.
  calls.splice(0);
  expect(await attempt(module, whole.device)).toBeUndefined();
  expect(calls).toContain("createBuffer");
  for (const [call, refused] of calls.entries()) {
    if (refused.endsWith("Scope")) continue;
    const throwing = interrupted(device, call, (name) => {
      throw new TypeError(`no ${name}`);
    });
    const failure = await attempt(module, throwing.device);
    expect(failure, `call ${call}`).toBeInstanceOf(module.GpuError);
    expect(String(failure)).toMatch(new RegExp(`^GpuError: .+: no ${refused}$`));
    expect([held.size, textures.size], `call ${call}, ${refused}`).toEqual([0, 0]);
  }
});
