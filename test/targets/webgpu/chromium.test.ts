import { chromiumGpuTests } from "../../support/browser/gpu.js";
import { testAdapters, testImplementation } from "./implementations.js";

const gpuTest = chromiumGpuTests();

testImplementation(gpuTest, {
  cases: "one an operator",
  channels: [1, 3, 6, 17],
  networks: ["lenet5", "squeezenet1_1"],
});

testAdapters(gpuTest, ["discrete", "integrated"], {
  cases: "one an operator",
  channels: [3, 18],
  networks: ["lenet5", "squeezenet1_1"],
});
