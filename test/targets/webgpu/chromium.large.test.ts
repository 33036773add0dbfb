import { chromiumGpuTests } from "../../support/browser/gpu.js";
import { channels } from "../../support/gpu/channels.js";
import { testImplementation } from "./implementations.js";

testImplementation(chromiumGpuTests(), {
  cases: "all",
  channels,
  networks: ["mobilenet_v2", "resnet18", "googlenet", "resnet50"],
});
