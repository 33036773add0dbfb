import { chromiumGpuTests } from "../../support/browser/gpu.js";
import { channels } from "../../support/gpu/channels.js";
import { testAdapters, testImplementation } from "./implementations.js";

const gpuTest = chromiumGpuTests();
const extent = { cases: "all", channels } as const;

testImplementation(gpuTest, {
  ...extent,
  networks: ["mobilenet_v2", "resnet18", "googlenet", "resnet50"],
});

testAdapters(gpuTest, ["discrete", "integrated"], {
  ...extent,
  networks: ["mobilenet_v2", "resnet18"],
});
