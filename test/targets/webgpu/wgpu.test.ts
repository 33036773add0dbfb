import { wgpuTests } from "../../support/wgpu/tests.js";
import { testAdapters, testImplementation } from "./implementations.js";

const gpuTest = wgpuTests();

testImplementation(gpuTest, {
  cases: "one an operator",
  channels: [1, 3, 6, 17],
  networks: ["lenet5"],
});

testAdapters(gpuTest, ["discrete", "integrated"], {
  cases: "one an operator",
  channels: [3, 18],
  networks: ["lenet5"],
});
