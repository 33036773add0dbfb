import { afterAll, test, type TestContext } from "vitest";
import { openGpuPage, type GpuPage } from "../gpu/page.js";
import { hasDriver, type Driver } from "../gpu/lavapipe.js";
import { startDeno, type DenoProcess } from "./deno.js";

/** Defines a test that is given the device of its file in wgpu. */
export type WgpuTest = (name: string, body: (page: GpuPage) => Promise<void>, milliseconds?: number) => void;

interface Started {
  readonly deno: DenoProcess;
  readonly page: GpuPage;
}

/**
 * Tests on wgpu, on a driver and with features of its device. Where it does not start they are skipped, and the report
 * says so; a CI has to start it where the driver is there.
 */
export function wgpuTests(driver: Driver = "swiftshader", features?: readonly GPUFeatureName[]): WgpuTest {
  let started: Promise<Started> | undefined;
  afterAll(async () => {
    const running = await started?.catch(() => undefined);
    await running?.deno.close();
  });
  // The first of them may have to fetch Deno.
  return (name, body, milliseconds = 300_000) => {
    test(
      name,
      async ({ skip }: TestContext) => {
        started ??= start(driver, features);
        if (!process.env.CI || !hasDriver(driver)) {
          const failure = await started.then(() => undefined, String);
          const [reason] = failure?.split("\n") ?? [];
          if (reason !== undefined) skip(`wgpu does not start here: ${reason}`);
        }
        await body((await started).page);
      },
      milliseconds,
    );
  };
}

async function start(driver: Driver, features?: readonly GPUFeatureName[]): Promise<Started> {
  const deno = await startDeno(driver);
  try {
    return { deno, page: await openGpuPage(deno, features) };
  } catch (failure) {
    await deno.close();
    throw failure;
  }
}
