import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { checkNetwork } from "../../../src/api/network.js";
import { renderProfileHtml } from "../../../src/api/profile/html.js";
import { profileJson } from "../../../src/api/profile/json.js";
import { profileNetwork, type MeasureHost } from "../../../src/api/profile/profile-network.js";
import { timeByKind, type Profile } from "../../../src/api/profile/profile.js";
import { renderProfile } from "../../../src/api/profile/text.js";
import { projectHost } from "../../support/host.js";
import { limitMemories } from "../../support/memories.js";

const source = `
block unit(width: int) {
  conv(width, 3x3, pad: same) -> batchnorm -> relu
  residual { conv(width, 3x3, pad: same) -> batchnorm } -> relu
}

model small {
  input image: [3, 16, 16]
  conv(8, 5x5, stride: 2, pad: 2) -> relu
  unit(8)
  unit(8)
  global_avgpool
  output logits = dense(5)
}
`;

/** A clock that goes on by a hundredth of a millisecond whenever it is looked at. */
function fakeHost(): MeasureHost & { readonly parts: number[] } {
  let time = 0;
  const parts: number[] = [];
  return {
    now: () => (time += 0.01),
    machine: "a machine",
    optimise: () => undefined,
    show: (part) => parts.push(part),
    parts,
  };
}

async function profiledOf(host: MeasureHost, batch = 1) {
  const { value, sources } = checkNetwork(
    { ...projectHost, readSource: () => source },
    { entry: "small.cnn" },
  );
  if (value === undefined) throw new Error("the network is sound");
  return profileNetwork(host, value, { entry: "small.cnn", sources, batch, seconds: 0.001 });
}

async function profileOf(...given: Parameters<typeof profiledOf>): Promise<Profile> {
  const profiled = await profiledOf(...given);
  if ("length" in profiled) throw new Error("the network can be profiled");
  return profiled.profile;
}

describe("cnnc profile", () => {
  const host = fakeHost();
  let profile: Profile;
  beforeAll(async () => {
    profile = await profileOf(host);
  });

  it("shows layers with what is inside them, kinds, and source lines", () => {
    const plain = { colour: false, depth: 1 };
    expect(renderProfile(profile, { ...plain, width: 160 })).toMatchSnapshot();
    expect(renderProfile(profile, { ...plain, width: 60, depth: 0 })).toMatchSnapshot();
  });

  it("shows how far it is", () => {
    expect(host.parts.at(-1)).toBe(1);
    expect(host.parts.every((part, index) => part >= (host.parts[index - 1] ?? 0))).toBe(true);
  });

  it("has all times and multiply-adds once, those of calls beside a convolution in its row", () => {
    const { rows, milliseconds } = profile;
    const [first] = rows;
    expect(first?.calls.map(({ kind }) => kind)).toEqual(["pad", "conv"]);
    expect(first?.source).toEqual({ file: "small.cnn", line: 9 });
    expect(milliseconds).toBeCloseTo(0.01 * rows.reduce((count, { calls }) => count + calls.length, 0));
    const kinds = timeByKind(profile);
    expect(kinds.reduce((sum, kind) => sum + kind.milliseconds, 0)).toBeCloseTo(milliseconds);
    const macs = 8 * 8 * (8 * 3 * 25 + 4 * 8 * 8 * 9) + 8 * 5;
    expect(rows.reduce((sum, row) => sum + row.macs, 0)).toBe(macs);
  });

  it("counts the multiply-adds of all samples", async () => {
    const { rows } = await profileOf(fakeHost(), 3);
    expect(rows.map(({ macs }) => macs)).toEqual(profile.rows.map(({ macs }) => 3 * macs));
  });

  it("is refused where its memory cannot be had", async () => {
    for (const count of [0, 1]) {
      limitMemories(count);
      expect(await profiledOf(fakeHost())).toMatchObject([{ code: "CNN0307", severity: "error" }]);
      vi.unstubAllGlobals();
    }
  });

  it("has JSON as its schema says", () => {
    const file = new URL("../../../src/api/profile/profile.schema.json", import.meta.url);
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
    const json: unknown = JSON.parse(JSON.stringify(profileJson(profile)));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(json).toMatchObject({ schema: "cnnc-profile/1", model: "small", runs: profile.runs });
  });

  it("has a page that loads nothing, with a row for each layer and block", () => {
    const page = renderProfileHtml(profile);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    for (const { layer } of profile.rows) expect(page).toContain(`data-path="${layer.path}"`);
    expect(page.match(/class="block"/g)).toHaveLength(2);
  });
});
