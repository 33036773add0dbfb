import { wgpuTests } from "../../support/wgpu/tests.js";
import { testImplementation } from "./implementations.js";

testImplementation(wgpuTests("lavapipe", ["shader-f16"]), {
  cases: "one an operator",
  channels: [1, 3, 6, 17],
  networks: ["lenet5"],
  precision: "f16",
});
