import type { Graph } from "../../../src/ir/graph.js";
import { TestNetwork } from "../test-network.js";

/** Numbers of channels that fill no vectors, and one that does. */
export const channels = [1, 3, 5, 6, 8, 9, 17, 18];

/** Chains from each number of channels to each, so that every kernel reads what another one has left in spare lanes. */
export function channelsNetwork(counts: readonly number[]): Graph {
  const net = new TestNetwork();
  for (const from of counts) {
    const x = net.builder.input(`x${from}`, ["N", from, 7, 6]);
    for (const to of counts) {
      const path = `${from}_${to}`;
      const first = net.layer("conv", `${path}.first`, x, { filters: to, kernel: 3, pad: 1 });
      const active = net.layer("sigmoid", `${path}.active`, first);
      const pooled = net.layer("maxpool", `${path}.pooled`, active, { kernel: 2, stride: 2 });
      const depthwise = net.layer("conv", `${path}.depthwise`, pooled, {
        filters: to,
        kernel: 3,
        pad: 1,
        groups: to,
      });
      const joined = net.join("concat", `${path}.joined`, [depthwise, pooled]);
      net.builder.output(path, net.layer("conv", `${path}.last`, joined, { filters: 2, kernel: 1 }));
    }
  }
  return net.builder.finish("channels");
}
