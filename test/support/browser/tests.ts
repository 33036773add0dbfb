import { afterAll, test, type TestContext } from "vitest";
import { startBrowser, type Browser } from "./browser.js";

/** Defines a test that is given the browser of its file. */
export type BrowserTest = (
  name: string,
  body: (browser: Browser) => Promise<void>,
  milliseconds?: number,
) => void;

/**
 * Tests in a real Chromium, which starts with the first of them and is closed after the last. Where it does not start
 * they are skipped, and the report says so; a CI has to start it.
 */
export function chromiumTests(flags: readonly string[] = []): BrowserTest {
  let started: Promise<Browser> | undefined;
  afterAll(async () => {
    const browser = await started?.catch(() => undefined);
    await browser?.close();
  });
  return (name, inBrowser, milliseconds) => {
    const body = async ({ skip }: TestContext): Promise<void> => {
      started ??= startBrowser(flags);
      if (!process.env.CI) {
        const failure = await started.then(() => undefined, String);
        const [reason] = failure?.split("\n") ?? [];
        if (reason !== undefined) skip(`Chromium does not start here: ${reason}`);
      }
      await inBrowser(await started);
    };
    test(name, body, milliseconds);
  };
}
