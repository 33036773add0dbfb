import type { Group } from "./explanation.js";

const run = "cnnc run lenet5.cnn --weights lenet5.safetensors 7.png";

/** The machine that computes. */
export const machine: Group<"CNN08"> = {
  CNN0801: {
    story: [
      "A command is to compute on WebGPU, and the machine has none, or its device does not do what it is asked: it is lost, lacks memory or a feature, or its driver refuses a kernel. The message says which, and at which layer if it is known.",
      "Node has WebGPU by a package, `npm install webgpu`, which needs a driver for Vulkan, Metal or Direct3D 12. Where memory is short, a smaller --batch takes less. Without --target the CPU computes the same.",
    ],
    wrong: { calls: [`${run} --target webgpu`] },
    mended: { calls: [run] },
  },
};
