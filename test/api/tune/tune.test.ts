import { afterEach, describe, expect, it, vi } from "vitest";
import { compile, type CompileOptions } from "../../../src/api/compile.js";
import type { Host } from "../../../src/api/host.js";
import { checkNetwork, planNetwork } from "../../../src/api/network.js";
import type { MeasureHost } from "../../../src/api/profile/profile-network.js";
import { fastest, heldTogether, tuneNetwork, tuningText } from "../../../src/api/tune/tune.js";
import { parseTuning, tuningPath } from "../../../src/api/tune/tuning.js";
import { chooseConv, convCandidates, type ConvShape } from "../../../src/targets/cpu/wasm/choose.js";
import { execute } from "../../../src/targets/cpu/wasm/execute.js";
import { convKey, namedCandidates } from "../../../src/targets/cpu/wasm/tuned.js";
import { projectHost } from "../../support/host.js";
import { limitMemories } from "../../support/memories.js";

const source = `
model net {
  input image: [4, 14, 14]
  conv(16, 3x3, pad: 1) -> relu
  conv(18, 3x3, stride: 2, pad: 1) -> relu
  conv(18, 3x3, pad: 1, groups: 18)
  output y = conv(7, 1x1)
}
`;

function hostWith(tuning?: string): Host {
  return {
    ...projectHost,
    readSource: () => source,
    readOptional: (path) => (path === "models/net.tuning.json" ? tuning : undefined),
  };
}

function checked() {
  const { value } = checkNetwork(hostWith(), { entry: "models/net.cnn" });
  if (value === undefined) throw new Error("the network is sound");
  return value;
}

const base: CompileOptions = {
  entry: "models/net.cnn",
  format: "js",
  runtime: "import",
  batch: 1,
  without: [],
};
const compiled = (tuning?: string, options: Partial<CompileOptions> = {}) =>
  compile(hostWith(tuning), { ...base, ...options });
const textOf = async (...given: Parameters<typeof compiled>): Promise<string> =>
  (await compiled(...given)).value?.[0]?.text ?? "";

function fakeHost(): MeasureHost {
  let time = 0;
  return { now: () => (time += 1), machine: "a machine", optimise: () => undefined, show: () => undefined };
}

/** A 3×3 convolution, 64 to 64, 28×28. */
const shape: ConvShape = {
  samples: 1,
  groups: 1,
  channels: 64,
  filters: 64,
  window: { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1] },
  extent: [28, 28],
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("cnnc tune", () => {
  it("takes the fastest, and the fastest exact one beside one that is not", () => {
    const names = [...namedCandidates(shape, "fast").keys()];
    const times = new Map(names.map((name, index) => [name, 10 + index]));
    const last = names.at(-1) ?? "";
    expect(fastest(shape, new Map([...times, [last, 1]]))).toEqual([last, "direct 4×8"]);
    expect(fastest(shape, new Map([...times, ["direct 2×16", 1]]))).toEqual(["direct 2×16"]);
  });

  it("keeps to what is expected where nothing is clearly faster", () => {
    const names = [...namedCandidates(shape, "fast").keys()];
    const times = new Map(names.map((name, index) => [name, 10 - index / 1000]));
    const [first] = fastest(shape, times);
    expect(namedCandidates(shape, "fast").get(first ?? "")).toEqual(chooseConv(shape, "fast"));
  });

  it("measures each different convolution once, and writes what compiling reads", async () => {
    const tuned = await tuneNetwork(fakeHost(), checked(), { batch: 1, seconds: 0 });
    expect(tuned.map(({ key }) => key)).toMatchInlineSnapshot(`
      [
        "1x1, 18 to 7, 7x7",
        "3x3, 1 to 1, 7x7, padding 1 1 1 1, 18 groups",
        "3x3, 16 to 18, 7x7, stride 2x2, padding 1 1 1 1",
        "3x3, 4 to 16, 14x14, padding 1 1 1 1",
      ]
    `);
    expect(tuned.every(({ times }) => [...times.values()].every((time) => time === 1))).toBe(true);
    const facts = { model: "net", machine: "a machine", batch: 1 };
    const text = tuningText(tuned, facts, undefined);
    expect(text).toMatchInlineSnapshot(`
      "{
        "model": "net",
        "machine": "a machine",
        "convolutions": {
          "1x1, 18 to 7, 7x7": ["product 4×8"],
          "3x3, 1 to 1, 7x7, padding 1 1 1 1, 18 groups": ["depthwise by 4"],
          "3x3, 16 to 18, 7x7, stride 2x2, padding 1 1 1 1": ["direct 4×8"],
          "3x3, 4 to 16, 14x14, padding 1 1 1 1": ["direct 4×8"]
        }
      }
      "
    `);
    expect((await compiled(text)).diagnostics).toEqual([]);
    const older = parseTuning(text.replace(`"1x1, 18 to 7, 7x7"`, `"1x1, 18 to 7, 7x7, 4 samples"`), "old");
    if ("length" in older) throw new Error("it is well-formed");
    expect(tuningText(tuned, facts, older)).toContain(`"1x1, 18 to 7, 7x7, 4 samples"`);
    expect(tuningText(tuned, { ...facts, batch: 4 }, older)).not.toContain(", 4 samples");
  });
});

describe("the memory of candidates", () => {
  it("is held in groups", () => {
    const candidates = [3, 3, 3, 9, 1].map((elements) => ({ elements }));
    const groups = heldTogether(candidates, 6).map((group) => group.map(({ elements }) => elements));
    expect(groups).toEqual([[3, 3], [3], [9], [1]]);
  });

  it("may be more than can be had; then what is expected is taken", async () => {
    await tuneNetwork(fakeHost(), checked(), { batch: 1, seconds: 0 });
    limitMemories(3);
    const tuned = await tuneNetwork(fakeHost(), checked(), { batch: 1, seconds: 0 });
    expect(tuned.map(({ times }) => times.size)).toEqual([0, 0, 0, 3]);
    const unmeasured = tuned.filter(({ times }) => times.size === 0);
    expect(unmeasured.map(({ taken }) => taken[0])).toEqual(unmeasured.map(({ expected }) => expected));
  });
});

describe("a tuning", () => {
  const entry = (key: string, ...names: readonly string[]): string =>
    JSON.stringify({ convolutions: { [key]: names } });
  const [first] = [`3x3, 4 to 16, 14x14, padding 1 1 1 1`];
  const complete = async (change: (text: string) => string = (text) => text): Promise<string> => {
    const tuned = await tuneNetwork(fakeHost(), checked(), { batch: 1, seconds: 0 });
    return change(tuningText(tuned, { model: "net", machine: "m", batch: 1 }, undefined));
  };
  const replaced = (names: string) => (text: string) =>
    text.replace(/("3x3, 4 to 16[^:]*): \[[^\]]*\]/, `$1: ${names}`);

  it("is looked for beside the source, by the model's name", () => {
    expect(tuningPath("models/net.cnn", "net")).toBe("models/net.tuning.json");
    expect(tuningPath("net.cnn", "other")).toBe("other.tuning.json");
  });

  it("overrules the cost model, as far as the numerics go, and enters the hash", async () => {
    const tuning = await complete(replaced(`["Winograd F(2,3) by 12", "direct 2×16"]`));
    const [plain, tuned, exact] = await Promise.all([
      textOf(),
      textOf(tuning),
      textOf(tuning, { numerics: "exact" }),
    ]);
    const hash = (text: string): string => /sha256 (\w+)/.exec(text)?.[1] ?? "";
    expect(tuned).toContain("--tuning net.tuning.json");
    expect(plain).not.toContain("--tuning");
    expect(new Set([plain, tuned, exact].map(hash)).size).toBe(3);
    expect(hash(await textOf(tuning.replaceAll("\n", "\r\n")))).toBe(hash(tuned));
    expect(hash(await textOf(tuning.replace(`"m"`, `"n"`)))).not.toBe(hash(tuned));
    expect(await textOf(tuning, { tuning: false })).toBe(plain);
    expect(await textOf(tuning, { portable: true })).toBe(await textOf(undefined, { portable: true }));
  });

  it.each([
    ["text that is not JSON", "{", "this is not JSON"],
    ["another form", `{ "convolutions": { "a": "b" } }`, "a tuning has `convolutions`"],
    ["an algorithm that there is not", entry(first, "dircet 4×8"), "there is no algorithm `dircet 4×8`"],
  ])("of %s is refused", async (_, text, message) => {
    const { value, diagnostics } = await compiled(text);
    expect(value).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: "CNN0703", severity: "error" });
    expect(diagnostics[0]?.message).toContain(message);
    expect(diagnostics[0]?.labels[0]?.span.file).toBe("models/net.tuning.json");
  });

  it("of another network is a warning, of another number of samples nothing", async () => {
    const { value, diagnostics } = await compiled(entry("1x1, 2 to 3, 4x4", "direct 4×8"));
    expect(value).toBeDefined();
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["CNN0703", "warning"]]);
    const batches = await compiled(entry("1x1, 2 to 3, 4x4, 8 samples", "direct 4×8"));
    expect(batches.diagnostics).toEqual([]);
  });

  it("that is named has to be there", async () => {
    const { value, diagnostics } = await compiled(undefined, { tuning: "no.json" });
    expect(value).toBeUndefined();
    expect(diagnostics[0]?.code).toBe("CNN0004");
  });

  it("gives right values with every algorithm that there is", async () => {
    const most = convCandidates(shape, "fast").length;
    const valuesWith = async (index: number | undefined): Promise<Float32Array> => {
      const program = planNetwork(checked().network, {
        numerics: "exact",
        choose: (met) => {
          const candidates = convCandidates(met, "fast");
          return index === undefined ? undefined : candidates[index % candidates.length];
        },
      });
      const execution = await execute(program);
      if (execution === undefined) throw new Error("its memory can be had");
      const fill = (values: Float32Array, seed: number): void => {
        values.forEach((_, at) => (values[at] = (((at + seed) * 0.618034) % 1) - 0.5));
      };
      for (const [path, at, elements] of execution.load()) {
        fill(execution.memory.subarray(at, at + elements), path.length);
      }
      for (const { view } of program.inputs) fill(execution.at(view), 3);
      for (const call of execution.run) call();
      return program.outputs.map(({ view }) => execution.at(view).slice())[0] ?? new Float32Array();
    };
    const expected = await valuesWith(undefined);
    const size = Math.hypot(...expected) / Math.sqrt(expected.length);
    expect(size).toBeGreaterThan(0);
    for (let index = 0; index < most; index += 1) {
      const values = await valuesWith(index);
      const error = Math.max(...values.map((value, at) => Math.abs(value - (expected[at] ?? NaN))));
      expect(error / size, `candidates ${index}`).toBeLessThan(1e-4);
    }
  });

  it("names convolutions by all that tells them apart", () => {
    expect(convKey({ ...shape, groups: 2, samples: 3 })).toBe(
      "3x3, 64 to 64, 28x28, padding 1 1 1 1, 2 groups, 3 samples",
    );
  });
});
