import { describe, it } from "vitest";
import { expectAgreement } from "./check.js";

// Networks that take seconds and hundreds of megabytes: `npm run test:networks`.

const networks = [
  ...["alexnet", "densenet121", "googlenet", "inception_v3", "resnet18", "resnet50", "resnext50_32x4d"],
  ...["squeezenet1_1", "vgg11", "vgg16_bn"],
];

describe("large networks in compiled code", () => {
  it.each(networks)("%s agrees with PyTorch", expectAgreement, 600_000);
});
