import { describe, expect, it } from "vitest";
import { interleaveChannels } from "../../src/passes/interleave-channels.js";
import { TestNetwork } from "../support/test-network.js";
import { change, expectUnchanged } from "./apply.js";

/** Two branches, joined and shuffled. */
function shuffled(groups: number, filters: number, alsoJoined = false) {
  const net = new TestNetwork();
  const x = net.builder.input("x", ["N", 2, 3, 3]);
  const branch = net.layer("conv", "conv1", x, { filters, kernel: 1, bias: false });
  const joined = net.join("concat", "concat1", [x, branch]);
  net.builder.output("y", net.layer("channel_shuffle", "channel_shuffle1", joined, { groups }));
  if (alsoJoined) net.builder.output("joined", joined);
  return net.builder.finish("net");
}

describe("interleave-channels", () => {
  it("shuffles while it joins", () => {
    expect(change(interleaveChannels, shuffled(2, 2))).toMatchInlineSnapshot(`
      "graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        %2: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // conv1
        %3: f32[N, 4, 3, 3] = concat(%0, %2, axis: 1)  // concat1
        %4: f32[N, 4, 3, 3] = channel_shuffle(%3, groups: 2)  // channel_shuffle1
        output y = %4
      --> interleave-channels
      graph net
        input x = %0: f32[N, 2, 3, 3]
        weight conv1.weight = %1: f32[2, 2, 1, 1] he_normal(2, 2)
        %2: f32[N, 2, 3, 3] = conv(%0, %1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1, filters: 2, bias: false, init: he_normal)  // conv1
        %3: f32[N, 4, 3, 3] = concat(%0, %2, axis: 1)  // concat1
        %4: f32[N, 4, 3, 3] = interleave(%0, %2)  // channel_shuffle1
        output y = %4
      "
    `);
  });

  it("leaves alone what is shuffled in other groups, has unequal parts, or is used as it was joined", () => {
    expectUnchanged(interleaveChannels, shuffled(4, 2));
    expectUnchanged(interleaveChannels, shuffled(2, 4));
    expectUnchanged(interleaveChannels, shuffled(2, 2, true));
  });
});
