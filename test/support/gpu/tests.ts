import { afterAll, expect, test, type TestContext } from "vitest";
import { startDawn, type Dawn } from "./dawn.js";
import type { Driver } from "./lavapipe.js";

/** Defines a test that is given Dawn with the device of its file. */
export type GpuTest = (name: string, body: (dawn: Dawn) => Promise<void>, milliseconds?: number) => void;

/**
 * Tests on a real implementation of WebGPU, none of which may cause an error that nothing captures. Where it does not
 * start they are skipped, and the report says so; a CI has to start it. Lavapipe may be missing, or be older than Dawn
 * demands.
 */
export function gpuTests(driver: Driver = "swiftshader", features?: readonly GPUFeatureName[]): GpuTest {
  let started: Promise<Dawn> | undefined;
  afterAll(async () => {
    const dawn = await started?.catch(() => undefined);
    dawn?.device.destroy();
    expect(dawn?.uncaptured ?? []).toEqual([]);
  });
  return (name, body, milliseconds) => {
    test(
      name,
      async ({ skip }: TestContext) => {
        started ??= startDawn(driver, features);
        if (!process.env.CI || driver === "lavapipe") {
          const failure = await started.then(() => undefined, String);
          const [reason] = failure?.split("\n") ?? [];
          if (reason !== undefined) skip(`Dawn does not start here: ${reason}`);
        }
        await body(await started);
      },
      milliseconds,
    );
  };
}
