import { expect, it } from "vitest";
import { compile } from "../../src/api/compile.js";
import { readRuntime } from "../support/compile.js";
import { typeErrors } from "../support/types.js";

const text = `model net {
  input image: [3, 8, 8] picture(channels: rgb)
  input facts: [3]
  image -> flatten -> dense(3)
  add {
    branch identity
    branch facts
  }
  tap sum = identity
  output y = relu
}
`;

const declarations = `
  import { load, preprocess, type Picture } from "./net.js";
  const facts = new Float32Array(3);
  declare const pictures: readonly [
    HTMLCanvasElement, HTMLImageElement, HTMLVideoElement, ImageBitmap, ImageData, OffscreenCanvas, VideoFrame,
  ];
  declare const [buffer, texture]: readonly [GPUBuffer, GPUTexture];
  const picture: Picture = { width: 1, height: 1, data: [0, 0, 0, 255] };
`;
const anywhere = `
  const network = await load(new Uint8Array());
  for (const image of pictures) await network.run({ image, facts });
  const { y, taps } = await network.run({ image: [picture, ...pictures], facts });
  const numbers: readonly Float32Array[] = [y, taps.sum, preprocess.image(picture)];
  // @ts-expect-error: an input of numbers takes no picture
  await network.run({ image: picture, facts: picture });
  // @ts-expect-error: nor is this one
  await network.run({ image: "picture.png", facts });
  console.log(numbers);
`;
const withGpu = `
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter?.requestDevice();
  if (!adapter || !device) throw new Error();
  for (const gpu of [{ gpu: navigator.gpu }, { device }]) await load(new Uint8Array(), gpu);
`;
const onDevice = (network: string): string => `
  const results = await ${network}.runToBuffers({ image: texture, facts: buffer }, { y: buffer });
  const left: readonly GPUBuffer[] = [results.y, results.taps.sum];
  await ${network}.run({ image: buffer, facts });
  // @ts-expect-error: an input of numbers takes no texture
  await ${network}.run({ image: texture, facts: texture });
  console.log(left);
`;

const uses = {
  cpu: anywhere,
  webgpu: anywhere + withGpu + onDevice("network"),
  auto: `${anywhere}${withGpu}
    if (network.target === "webgpu") { ${onDevice("network")} }
    else network.runSync({ image: picture, facts });`,
};

/** A module of each target, and of each way to have the runtime. */
async function modules(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const target of ["cpu", "webgpu", "auto"] as const) {
    for (const runtime of ["import", "inline"] as const) {
      const { value = [], diagnostics } = await compile(
        { readSource: () => text, readRuntime },
        { entry: "net.cnn", format: "ts", runtime, target, batch: 2, without: [], taps: true },
      );
      expect(diagnostics).toEqual([]);
      for (const { name, text = "" } of value) files.set(`${target}/${runtime}/${name}`, text);
    }
  }
  return files;
}

it("modules of every target have the types of what they take", async () => {
  const files = new Map(await modules());
  for (const target of ["cpu", "webgpu", "auto"] as const) {
    for (const runtime of ["import", "inline"]) {
      files.set(`${target}/${runtime}/user.ts`, declarations + uses[target]);
    }
  }
  expect(typeErrors(files, ["lib.es2022.d.ts", "lib.dom.d.ts"])).toEqual([]);
});

it("modules with the runtime need no types but the language's", async () => {
  const own = [...(await modules())].filter(([path]) => path.includes("/inline/"));
  expect(own.length).toBeGreaterThan(2);
  expect(typeErrors(new Map(own), ["lib.es2022.d.ts"])).toEqual([]);
});
