import { describe, it } from "vitest";
import { expectAgreement } from "./check.js";
import { storedNetworks } from "./reference-weights.js";

// Networks that take seconds and hundreds of megabytes: `npm run test:networks`.

const networks = Object.keys(storedNetworks).filter((name) => name !== "lenet5");

describe("large networks in compiled code", () => {
  it.each(networks)("%s agrees with PyTorch", expectAgreement, 600_000);
});
