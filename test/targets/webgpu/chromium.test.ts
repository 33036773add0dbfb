import { chromiumGpuTests } from "../../support/browser/gpu.js";
import { testImplementation } from "./implementations.js";

testImplementation(chromiumGpuTests(), {
  cases: "one an operator",
  channels: [1, 3, 6, 17],
  networks: ["lenet5", "squeezenet1_1"],
});
