import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../src/api/compile.js";
import type { Host } from "../../src/api/host.js";
import { checkNetwork } from "../../src/api/network.js";
import { elements } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { run } from "../../src/reference/run.js";
import { relativeError } from "../ops/cases.js";
import { tolerance } from "../support/agreement.js";
import { emitGraph, float32, importText, readRuntime, weightFile } from "../support/compile.js";
import { feedsOf } from "../support/networks.js";
import { typeErrors } from "../support/types.js";

/** An image, a signal and a vector in; a vector, an image and a signal out. */
const source = `model net {
  input image: [2, 6, 5]
  input sound: [2, 16]
  input facts: [3]
  sound -> conv(4, 3, stride: 2, pad: 1) -> batchnorm -> relu
  output heard = maxpool(2)
  seen = image -> conv(4, 3x3) -> relu
  output seen
  heard -> flatten -> dense(6) -> relu
  from_sound = identity
  seen -> global_avgpool -> dense(6)
  from_image = identity
  facts -> dense(6)
  add {
    branch from_sound
    branch from_image
    branch identity
  }
  output logits = dense(2)
}
`;
const host: Host = { readSource: () => source, readRuntime };

type Network = ReturnType<Awaited<ReturnType<typeof importText>>["loadSync"]>;

describe("a network of several inputs and outputs, with a signal among them", () => {
  const samples = 5;
  const checked = checkNetwork(host, { entry: "net.cnn" }).value;
  if (checked === undefined) throw new Error("the network is not sound");
  const { graph } = checked.network;
  const feeds = feedsOf(graph, samples);
  const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
  let network: Network;
  beforeAll(async () => {
    network = (await importText(await emitGraph(graph, 2))).loadSync(weightFile(feeds.weights));
  });

  it("computes what the reference does, batches apart", () => {
    const outputs = network.runSync(inputs);
    expect(Object.keys(outputs)).toEqual(["heard", "seen", "logits"]);
    for (const [name, tensor] of run(graph, operators, feeds)) {
      const data = Float64Array.from(outputs[name] ?? []);
      expect(data.length, name).toBe(elements(tensor.shape));
      expect(relativeError({ shape: tensor.shape, data }, tensor), name).toBeLessThan(tolerance);
    }
  });

  it.each([
    ["an input is missing", { sound: undefined }, "input sound must be a Float32Array"],
    ["one is of another type", { facts: [1, 2, 3] }, "input facts must be a Float32Array"],
    ["one holds half a sample", { sound: new Float32Array(48) }, "48 elements, which is no multiple of 32"],
    [
      "they hold different samples",
      { facts: new Float32Array(9) },
      "facts holds 3 samples, the inputs before it 5",
    ],
  ])("refuses a call where %s", (_, wrong, message) => {
    const given = { ...inputs, ...wrong } as typeof inputs;
    expect(() => network.runSync(given)).toThrow(expect.objectContaining({ name: "InputError" }) as Error);
    expect(() => network.runSync(given)).toThrow(message);
  });

  it("refuses buffers for results that are missing or of another size", async () => {
    const own = { heard: new Float32Array(80), seen: new Float32Array(240), logits: new Float32Array(10) };
    expect(network.runSync(inputs, own)).toBe(own);
    const small = { ...own, heard: new Float32Array(79) };
    await expect(network.run(inputs, small)).rejects.toThrow(
      "output heard must be a Float32Array of 80 elements",
    );
    const { heard, seen } = own;
    expect(() => network.runSync(inputs, { heard, seen })).toThrow(
      "output logits must be a Float32Array of 10",
    );
  });

  it("has a type for each of them", async () => {
    const form = { format: "ts", runtime: "import", batch: 2, without: [] } as const;
    const { value } = await compile(host, { entry: "net.cnn", ...form });
    const user = `
      import { loadSync, model, type Inputs, type Outputs } from "./net.js";
      const [image, sound, facts] = [new Float32Array(60), new Float32Array(32), new Float32Array(3)];
      const inputs: Inputs = { image, sound, facts };
      const { heard, seen, logits }: Outputs = loadSync(new Uint8Array()).runSync(inputs);
      const signal: readonly [2, 16] = model.inputs.sound.shape;
      const half: readonly [4, 4] = model.outputs.heard.shape;
      // @ts-expect-error: a missing input
      loadSync(new Uint8Array()).runSync({ image, facts });
      console.log(heard, seen, logits, signal, half);`;
    const files = new Map([
      ["net.ts", value?.[0]?.text ?? ""],
      ["user.ts", user],
    ]);
    expect(typeErrors(files)).toEqual([]);
    expect(files.get("net.ts")).toContain("/** `[N, 2, 16]`, row-major. */\n  readonly sound: Float32Array;");
  });
});
