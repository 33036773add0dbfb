import { describe, it } from "vitest";
import { expectAgreement } from "./check.js";

// Networks that take seconds and hundreds of megabytes: `npm run test:networks`.

describe("large networks in compiled code", () => {
  it.each(["resnet18", "resnet50", "googlenet"])("%s agrees with PyTorch", expectAgreement, 600_000);
});
