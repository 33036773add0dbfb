import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import type { Page as Tab } from "playwright-core";
import { cnnc, root } from "./cli/command.js";
import type { Browser, Page } from "./support/browser/browser.js";
import { chromiumTests } from "./support/browser/tests.js";
import { temporaryFolder } from "./support/folder.js";
import { gpuFlags } from "./support/gpu/page.js";

const inChromium = chromiumTests(gpuFlags);
const folder = temporaryFolder();
const types: Readonly<Record<string, string>> = { css: "text/css", png: "image/png", html: "text/html" };

/** Opens the built page, as wide as it is said. */
async function open(browser: Browser, width = 1000): Promise<Page> {
  const page = await browser.open(false);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const type = types[name.split(".").at(-1) ?? ""];
    if (name.includes(".")) page.put(`/${name}`, readFileSync(join(folder, name)), type);
  }
  await page.tab.setViewportSize({ width, height: 900 });
  await page.tab.goto(new URL("/index.html", page.tab.url()).href);
  return page;
}

/** Draws lines between points of a pad of 100 × 100, with the mouse. */
async function draw(tab: Tab, points: readonly (readonly [number, number])[]): Promise<void> {
  const area = await tab.locator("#pad").boundingBox();
  if (area === null) throw new Error("there is no pad");
  for (const [index, [x, y]] of points.entries()) {
    await tab.mouse.move(area.x + (x / 100) * area.width, area.y + (y / 100) * area.height, { steps: 8 });
    if (index === 0) await tab.mouse.down();
  }
  await tab.mouse.up();
}

const digit = (tab: Tab) => expect.poll(() => tab.textContent("#digit"), { timeout: 20_000 });
const time = (tab: Tab) => expect.poll(() => tab.textContent("#time"), { timeout: 30_000 });

describe("examples/web", () => {
  beforeAll(async () => {
    await build({ root: join(root, "examples/web"), build: { outDir: folder }, logLevel: "silent" });
  });

  it("has the models that its configuration makes", async () => {
    const files = ["lenet5.ts", "lenet5.wgsl"];
    const checked = await cnnc(join(root, "examples/web"), "compile", "--check");
    const stdout = files.map((file) => `src/models/${file} is current\n`).join("");
    expect(checked).toEqual({ code: 0, stdout, stderr: "" });
  });

  inChromium("reads what is drawn by mouse, on the CPU and on the GPU", async (browser) => {
    const { tab, errors } = await open(browser);
    await digit(tab).toBe("–");
    await draw(tab, [
      [28, 22],
      [72, 22],
      [44, 84],
    ]);
    await digit(tab).toBe("7");
    await time(tab).toMatch(/^[\d.]+ ms a digit on the CPU$/);
    await tab.getByText("GPU", { exact: true }).click();
    await time(tab).toMatch(/^[\d.]+ ms a digit on the GPU$/);
    await digit(tab).toBe("7");
    await tab.getByRole("button", { name: "Clear" }).click();
    await digit(tab).toBe("–");
    for (const name of ["3", "8"]) {
      await tab.getByRole("button", { name }).click();
      await digit(tab).toBe(name);
    }
    expect(errors).toEqual([]);
  });

  inChromium(
    "reads what a camera sees, on the CPU and on the GPU, until it is switched off",
    async (browser) => {
      const { tab, errors } = await open(browser);
      // A 7 in dark ink on grey paper, as a camera would see it.
      await tab.evaluate(`
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
      const context = canvas.getContext("2d");
      setInterval(() => {
        context.fillStyle = "#c8c4bc";
        context.fillRect(0, 0, 320, 240);
        context.strokeStyle = "#283040";
        context.lineWidth = 18;
        context.stroke(new Path2D("M115 55 L205 55 L145 190"));
      }, 20);
      const stream = canvas.captureStream();
      navigator.mediaDevices.getUserMedia = async () => stream;
      globalThis.isLive = () => stream.getTracks().some(({ readyState }) => readyState === "live");
    `);
      const camera = tab.getByRole("button", { name: "Camera" });
      await camera.click();
      await digit(tab).toBe("7");
      expect(await camera.getAttribute("aria-pressed")).toBe("true");
      await tab.getByText("GPU", { exact: true }).click();
      await time(tab).toMatch(/^[\d.]+ ms a digit on the GPU$/);
      await digit(tab).toBe("7");
      await camera.click();
      await digit(tab).toBe("–");
      expect(await camera.getAttribute("aria-pressed")).toBe("false");
      expect(await tab.evaluate("isLive()")).toBe(false);
      await tab.evaluate(
        `navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error("not allowed"))`,
      );
      await camera.click();
      await time(tab).toBe("The camera cannot be used: not allowed");
      expect(errors).toEqual([]);
    },
  );

  inChromium("keeps a camera off that comes after a stroke, and ends with one that ends", async (browser) => {
    const { tab, errors } = await open(browser);
    await tab.evaluate(`
      const context = document.createElement("canvas").getContext("2d");
      setInterval(() => context.fillRect(0, 0, 300, 150), 20);
      const streams = [];
      navigator.mediaDevices.getUserMedia = () => new Promise((resolve) => {
        globalThis.comes = () => {
          streams.push(context.canvas.captureStream());
          resolve(streams.at(-1));
        };
      });
      globalThis.live = () => streams.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === "live").length;
      globalThis.unplug = () => streams.at(-1).getTracks()[0].dispatchEvent(new Event("ended"));
    `);
    const camera = tab.getByRole("button", { name: "Camera" });
    const pressed = () => expect.poll(() => camera.getAttribute("aria-pressed"));
    await camera.click();
    await draw(tab, [
      [28, 22],
      [72, 22],
      [44, 84],
    ]);
    await tab.evaluate("comes()");
    await digit(tab).toBe("7");
    await expect.poll(() => tab.evaluate("live()")).toBe(0);
    expect(await camera.getAttribute("aria-pressed")).toBe("false");

    await camera.click();
    await tab.evaluate("comes()");
    await pressed().toBe("true");
    await tab.evaluate("unplug()");
    await pressed().toBe("false");
    expect(await tab.evaluate("live()")).toBe(0);

    // Switched off before the first frame is there.
    await camera.click();
    await tab.evaluate("comes(), Promise.resolve().then(() => document.querySelector('#film').click())");
    await expect.poll(() => tab.evaluate("live()")).toBe(0);
    expect(await camera.getAttribute("aria-pressed")).toBe("false");
    expect(await tab.textContent("#time")).not.toContain("cannot be used");
    expect(errors).toEqual([]);
  });

  inChromium("reads what is drawn by keys, on a narrow and dark screen", async (browser) => {
    const { tab, errors } = await open(browser, 360);
    await tab.emulateMedia({ colorScheme: "dark" });
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(360);
    expect(await tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")).toBe(
      "rgb(20, 22, 26)",
    );
    await tab.keyboard.press("Tab");
    const press = async (key: string, times: number): Promise<void> => {
      for (let count = 0; count < times; count += 1) await tab.keyboard.press(key);
    };
    await press("ArrowUp", 8);
    await press("Space", 1);
    await press("ArrowDown", 16);
    await press("Space", 1);
    await digit(tab).toBe("1");
    await press("Backspace", 1);
    await digit(tab).toBe("–");
    expect(errors).toEqual([]);
  });

  inChromium("reads a picture of dark ink on paper that is dropped", async (browser) => {
    const { tab } = await open(browser);
    await digit(tab).toBe("–");
    await tab.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(300, 200);
      const context = canvas.getContext("2d");
      context.fillStyle = "#eee";
      context.fillRect(0, 0, 300, 200);
      context.strokeStyle = "#234";
      context.lineWidth = 14;
      context.strokeRect(120, 50, 60, 100);
      const transfer = new DataTransfer();
      transfer.items.add(new File([await canvas.convertToBlob()], "zero.png", { type: "image/png" }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
    })()`);
    await digit(tab).toBe("0");
  });
});
