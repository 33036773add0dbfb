import { expect, vi } from "vitest";
import { compile } from "../../../src/api/compile.js";
import type { Picture } from "../../../src/runtime/shared/pictures.js";
import {
  pictureToTensor,
  type PictureRule,
  type Pixels,
} from "../../../src/runtime/shared/pictureToTensor.js";
import type { GpuError } from "../../../src/runtime/webgpu/gpuError.js";
import type { GpuLoadOptions } from "../../../src/runtime/webgpu/gpuDevice.js";
import { textureUsage } from "../../../src/runtime/webgpu/gpuRoom.js";
import type { GpuDevice } from "../../../src/runtime/webgpu/gpuTypes.js";
import type { GpuNetwork } from "../../../src/runtime/webgpu/gpuNetwork.js";
import { importText, readRuntime, weightFile } from "../../support/compile.js";
import { altered, watched } from "../../support/gpu/altered.js";
import { gpuTests } from "../../support/gpu/tests.js";

const gpuTest = gpuTests();

interface Inputs {
  readonly image: Float32Array | Picture | readonly Picture[];
}

interface Module {
  readonly GpuError: typeof GpuError;
  load(
    weights: Uint8Array,
    options?: GpuLoadOptions,
  ): Promise<GpuNetwork<Inputs, { readonly y: Float32Array }>>;
}

/** A network that gives the tensor it is given. */
async function given(rule: PictureRule, shape: readonly number[], batch = 1, name = "m"): Promise<Module> {
  const { channels, resize, range, mean, std } = rule;
  const list = (numbers: readonly number[]): string =>
    numbers.length === 1 ? String(numbers[0]) : `(${numbers.join(", ")})`;
  const resized = resize === 0 ? "" : `resize: ${resize}, `;
  const picture = `picture(channels: ${channels}, ${resized}range: ${list(range)}, mean: ${list(mean)}, std: ${list(std)})`;
  return compiled(
    `model ${name} {\n  input image: [${shape.join(", ")}] ${picture}\n  output y = flatten\n}\n`,
    batch,
  );
}

async function compiled(text: string, batch = 1): Promise<Module> {
  const { value = [], diagnostics } = await compile(
    { readSource: () => text, readRuntime: (path, kind) => (kind === "d.ts" ? "" : readRuntime(path, kind)) },
    { entry: "m.cnn", format: "js", runtime: "inline", target: "webgpu", batch, without: [] },
  );
  expect(diagnostics).toEqual([]);
  return (await importText(value[0]?.text ?? "")) as unknown as Module;
}

const noWeights = weightFile(new Map());

/** Bytes that look random; every other picture is opaque. */
function noise(width: number, height: number, seed: number): Pixels {
  let state = seed + 1;
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, index) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return index % 4 === 3 && seed % 2 === 0 ? 255 : state >>> 24;
  });
  return { width, height, data };
}

const rules: readonly (readonly [PictureRule, readonly [number, number, number]])[] = [
  [{ channels: "gray", resize: 0, range: [0, 1], mean: [0.1307], std: [0.3081] }, [1, 28, 28]],
  [
    {
      channels: "rgb",
      resize: 40,
      range: [0, 1],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
    [3, 33, 36],
  ],
  [{ channels: "bgr", resize: 9, range: [-1, 1], mean: [0, 0.5, 0], std: [1, 2, 1] }, [3, 17, 11]],
];

gpuTest("makes of pictures the numbers that preprocess makes, to the bit", async ({ device }) => {
  for (const [rule, shape] of rules) {
    const network = await (await given(rule, shape)).load(noWeights, { device });
    const sizes = [
      [28, 28],
      [1, 1],
      [3, 200],
      [91, 47],
      [640, 361],
      [28, 28],
    ] as const;
    for (const [seed, [width, height]] of sizes.entries()) {
      const picture = noise(width, height, seed);
      const { y } = await network.run({ image: picture });
      expect(y, `${rule.channels} of ${width} by ${height}`).toEqual(pictureToTensor(picture, rule, shape));
    }
    network.destroy();
  }
});

gpuTest("takes several pictures, of any sizes, in batches", async ({ device }) => {
  const [[rule, shape] = [undefined, undefined]] = rules;
  if (rule === undefined) throw new Error("there is a rule");
  const network = await (await given(rule, shape, 2)).load(noWeights, { device });
  const pictures = [noise(20, 30, 0), noise(20, 30, 2), noise(5, 7, 4), noise(20, 30, 6), noise(8, 8, 8)];
  const expected = pictures.flatMap((picture) => [...pictureToTensor(picture, rule, shape)]);
  const { y } = await network.run({ image: pictures });
  expect(y).toEqual(Float32Array.from(expected));
  network.destroy();
  await expect(network.run({ image: pictures })).rejects.toMatchObject({ code: "destroyed" });
});

gpuTest("sums of a very long line agree within a byte", async ({ device }) => {
  const rule: PictureRule = { channels: "rgb", resize: 0, range: [0, 255], mean: [0, 0, 0], std: [1, 1, 1] };
  const network = await (await given(rule, [3, 2, 1])).load(noWeights, { device });
  // What no texture holds goes through the CPU.
  for (const width of [8192, 8193]) {
    const picture = noise(width, 2, 0);
    const { y } = await network.run({ image: picture });
    const expected = pictureToTensor(picture, rule, [3, 2, 1]);
    y.forEach((byte, index) => {
      expect(Math.abs(byte - (expected[index] ?? NaN))).toBeLessThanOrEqual(1);
    });
  }
  network.destroy();
});

gpuTest("has read the pictures when a call returns, and says what is none", async ({ device }) => {
  const [[rule, shape] = [undefined, undefined]] = rules;
  if (rule === undefined) throw new Error("there is a rule");
  const network = await (await given(rule, shape)).load(noWeights, { device });
  const picture = noise(40, 40, 0);
  const expected = pictureToTensor(picture, rule, shape);
  const runs = [0, 1, 2].map(() => network.run({ image: picture }, { y: new Float32Array(784) }));
  (picture.data as Uint8ClampedArray).fill(0);
  for (const { y } of await Promise.all(runs)) expect(y).toEqual(expected);
  const wrong: readonly (readonly [unknown, string])[] = [
    ["a.png", "input image must be a Float32Array, a picture, or an array of pictures"],
    [{ width: 0, height: 4 }, "input image: a picture of 0 by 4 has no pixels"],
    [{ width: 300, height: 150, videoWidth: 0, videoHeight: 0 }, "a picture of 0 by 0 has no pixels"],
    [{ width: 3, height: 1, data: new Uint8Array(9) }, "a picture of 3 by 1 has 12 bytes, not 9"],
    [new Float32Array(3), "input image has 3 elements, which is no multiple of 784"],
  ];
  for (const [image, message] of wrong) {
    const failed = { name: "InputError", message: expect.stringContaining(message) as string };
    await expect(network.run({ image: image as Float32Array })).rejects.toMatchObject(failed);
  }
  network.destroy();
});

const gray: PictureRule = { channels: "gray", resize: 0, range: [0, 1], mean: [0], std: [1] };

gpuTest("keeps room for a batch, and none that a call which failed has made", async (dawn) => {
  const { device, held, textures } = watched(dawn.device);
  const network = await (await given(gray, [1, 4, 4], 6)).load(noWeights, { device });
  const before = held.size;
  const pictures = [0, 2, 4, 6, 8, 10].map((seed) => noise(6, 5, seed));
  const wrong = { width: 3, height: 1, data: new Uint8Array(9) };
  await expect(network.run({ image: [...pictures, wrong] })).rejects.toThrow("has 12 bytes, not 9");
  expect([held.size, textures.size]).toEqual([before, 0]);
  await network.run({ image: pictures });
  const kept = [...held, ...textures];
  await network.run({ image: pictures });
  expect([...held, ...textures]).toEqual(kept);
  network.destroy();
  expect([held.size, textures.size]).toEqual([0, 0]);
});

gpuTest("takes thousands of pictures through a few textures", async (dawn) => {
  const { device, textures } = watched(dawn.device);
  // A buffer holds 20 batches of 50 samples of 16 numbers.
  const limits = { ...device.limits, maxTextureDimension2D: 8192, maxBufferSize: 2 ** 26 };
  const small = altered(device, { limits: { ...limits, maxStorageBufferBindingSize: 4 * 16 * 1000 } });
  const network = await (await given(gray, [1, 4, 4], 50)).load(noWeights, { device: small });
  const pictures = Array.from({ length: 1234 }, (_, seed) => noise(3 + (seed % 7), 5, seed));
  const expected = pictures.flatMap((picture) => [...pictureToTensor(picture, gray, [1, 4, 4])]);
  const run = network.run({ image: pictures });
  expect(textures.size).toBeLessThanOrEqual(4);
  expect((await run).y).toEqual(Float32Array.from(expected));
  network.destroy();
  expect(textures.size).toBe(0);
});

gpuTest("says which input a device has no room for, and makes it again", async (dawn) => {
  let isFull = true;
  const device = altered(dawn.device, {
    createTexture: (descriptor) =>
      dawn.device.createTexture(isFull ? { ...descriptor, size: [2 ** 20, 1] } : descriptor),
  });
  const network = await (await given(gray, [1, 4, 4])).load(noWeights, { device });
  const picture = noise(6, 5, 0);
  const message = expect.stringContaining('"input image"') as string;
  await expect(network.run({ image: picture })).rejects.toMatchObject({ at: "input image", message });
  isFull = false;
  expect((await network.run({ image: picture })).y).toEqual(pictureToTensor(picture, gray, [1, 4, 4]));
  network.destroy();
});

/** A device on which nothing has been made. */
async function newDevice(gpu: GPU): Promise<GpuDevice> {
  return (await gpu.requestAdapter().then((adapter) => adapter?.requestDevice())) as GpuDevice;
}

const labelsOf = (calls: readonly (readonly [{ readonly label?: string | undefined }])[]) =>
  calls.map(([{ label }]) => label);

gpuTest("modules with a runtime of their own share the kernels of a device", async ({ gpu }) => {
  const device = await newDevice(gpu);
  const create = vi.spyOn(device, "createComputePipeline");
  const [one, other] = await Promise.all(["one", "other"].map((name) => given(gray, [1, 4, 4], 1, name)));
  expect(one).not.toBe(other);
  for (const module of [one, other]) {
    const network = await module?.load(noWeights, { device });
    await network?.run({ image: noise(6, 5, 0) });
    expect(labelsOf(create.mock.calls)).toEqual(["picture_columns1", "picture_rows1"]);
  }
  device.destroy();
});

gpuTest("modules that wait for the same kernel fail with errors of their own", async ({ gpu }) => {
  const device = await newDevice(gpu);
  const refused = new TypeError("no pipeline today");
  const create = vi
    .spyOn(device, "createComputePipelineAsync")
    .mockImplementation(() => new Promise((_, reject) => setTimeout(reject, 10, refused)));
  const modules = await Promise.all(
    ["one", "other"].map((name) => compiled(`model ${name} {\n  input x: [16]\n  output y = relu\n}\n`)),
  );
  const errors = await Promise.all(
    modules.map((module) => module.load(noWeights, { device }).catch((error: unknown) => error)),
  );
  expect(labelsOf(create.mock.calls)).toHaveLength(1);
  errors.forEach((error, index) => {
    expect(modules.map((module) => error instanceof module.GpuError)).toEqual([index === 0, index === 1]);
    expect(error).toMatchObject({ code: "validation", cause: refused });
    expect(String(error)).toMatch(/^GpuError: \w+: no pipeline today$/);
  });
  device.destroy();
});

gpuTest(
  "the kernels of pictures are made with the first ones on software, and again where that fails",
  async ({ gpu }) => {
    const device = await newDevice(gpu);
    const early = vi.spyOn(device, "createComputePipelineAsync");
    const make = device.createComputePipeline.bind(device);
    const create = vi.spyOn(device, "createComputePipeline");
    const shares: number[] = [];
    const onProgress = ({ kernels }: { readonly kernels: number }): void => void shares.push(kernels);
    const network = await (await given(gray, [1, 4, 4])).load(noWeights, { device, onProgress });
    await network.run({ image: new Float32Array(16) });
    expect(create).not.toHaveBeenCalled();
    expect(shares.at(-1)).toBe(1);

    const failed = { name: "GpuError", at: "picture_columns1", code: "validation" };
    create.mockImplementationOnce(() => {
      throw new TypeError("no pipeline today");
    });
    await expect(network.run({ image: noise(6, 5, 0) })).rejects.toMatchObject(failed);
    // One that the device finds wrong later.
    create.mockImplementationOnce(({ compute, ...rest }) =>
      make({ ...rest, compute: { ...compute, entryPoint: "none" } }),
    );
    await expect(network.run({ image: noise(6, 5, 0) })).rejects.toMatchObject(failed);
    create.mockClear();
    const seeds = [0, 2, 4];
    const runs = seeds.map((seed) => network.run({ image: noise(6, 5, seed) }, { y: new Float32Array(16) }));
    const results = (await Promise.all(runs)).map(({ y }) => y);
    expect(results).toEqual(seeds.map((seed) => pictureToTensor(noise(6, 5, seed), gray, [1, 4, 4])));
    expect(labelsOf(create.mock.calls)).toEqual(["picture_columns1"]);
    expect(early).not.toHaveBeenCalled();
    device.destroy();
  },
);

gpuTest("elsewhere they are begun at load, which does not wait for them", async ({ gpu }) => {
  const device = await newDevice(gpu);
  const names = ["picture_columns1", "picture_rows1"];
  const create = vi.spyOn(device, "createComputePipeline");
  const early = vi.spyOn(device, "createComputePipelineAsync");
  const module = await given(gray, [1, 4, 4]);
  const picture = noise(6, 5, 0);
  const y = pictureToTensor(picture, gray, [1, 4, 4]);
  const loaded = await module.load(noWeights, { device, adapter: "discrete" });
  await Promise.all(early.mock.results.map(({ value }) => value as Promise<unknown>));
  expect(labelsOf(early.mock.calls)).toEqual(names);
  await loaded.run({ image: new Float32Array(16) });
  expect(await loaded.run({ image: picture })).toEqual({ y });
  expect(create).not.toHaveBeenCalled();
  device.destroy();

  const slow = await newDevice(gpu);
  const pending = vi
    .spyOn(slow, "createComputePipelineAsync")
    .mockImplementation(() => new Promise(() => undefined));
  const network = await module.load(noWeights, { device: slow, adapter: "integrated" });
  expect(labelsOf(pending.mock.calls)).toEqual(names);
  expect(await network.run({ image: picture })).toEqual({ y });
  slow.destroy();
});

gpuTest("textures and many pictures of the first call are read when it returns", async ({ gpu }) => {
  const own = await newDevice(gpu);
  const { device, textures } = watched(own);
  const network = await (await given(gray, [1, 4, 4])).load(noWeights, { device });
  const [size, picture] = [[6, 5] as [number, number], noise(6, 5, 2)];
  const usage = textureUsage.binding | textureUsage.copyTarget;
  const texture = own.createTexture({ size, format: "rgba8unorm", usage });
  const show = (data: Uint8Array): void => {
    own.queue.writeTexture({ texture }, data, { bytesPerRow: 24 }, size);
  };
  show(Uint8Array.from(picture.data));
  const pictures: object[] = [texture, ...[0, 2, 4, 6, 8, 10].map((seed) => noise(6, 5, seed))];
  const run = network.run({ image: pictures as Picture[] });
  show(new Uint8Array(120));
  expect(textures.size).toBe(1);
  const [first, ...others] = [picture, ...(pictures.slice(1) as Pixels[])].map((one) => [
    ...pictureToTensor(one, gray, [1, 4, 4]),
  ]);
  expect((await run).y).toEqual(Float32Array.from([...(first ?? []), ...others.flat()]));
  network.destroy();
  expect(textures.size).toBe(0);
  own.destroy();
});

gpuTest("a network that ends after its first pictures leaves nothing", async ({ gpu }) => {
  const own = await newDevice(gpu);
  const { device, held, textures } = watched(own);
  const network = await (await given(gray, [1, 4, 4])).load(noWeights, { device });
  const run = network.run({ image: noise(6, 5, 0) });
  expect(textures.size).toBe(1);
  network.destroy();
  await expect(run).rejects.toMatchObject({ code: "destroyed" });
  expect([held.size, textures.size]).toEqual([0, 0]);
  own.destroy();
});
