import { expect } from "vitest";
import { gpuFlags, openGpuPage, type GpuPage } from "../gpu/page.js";
import { chromiumTests } from "./tests.js";

/** Defines tests in a Chromium that are given a page of the file, in whose console there may be no error. */
export function chromiumGpuTests(): (
  name: string,
  body: (page: GpuPage) => Promise<void>,
  milliseconds?: number,
) => void {
  const testInChromium = chromiumTests(gpuFlags);
  let opened: Promise<{ readonly gpu: GpuPage; readonly errors: readonly string[] }> | undefined;
  return (name, body, milliseconds) => {
    testInChromium(
      name,
      async (browser) => {
        opened ??= browser
          .open(false)
          .then(async (page) => ({ gpu: await openGpuPage(page), errors: page.errors }));
        const { gpu, errors } = await opened;
        await body(gpu);
        expect(errors).toEqual([]);
      },
      milliseconds,
    );
  };
}
