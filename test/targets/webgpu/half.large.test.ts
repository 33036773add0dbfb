import { channels } from "../../support/gpu/channels.js";
import { wgpuTests } from "../../support/wgpu/tests.js";
import { testImplementation } from "./implementations.js";

testImplementation(wgpuTests("lavapipe", ["shader-f16"]), {
  cases: "all",
  channels,
  networks: ["squeezenet1_1", "mobilenet_v2", "resnet18"],
  precision: "f16",
});
