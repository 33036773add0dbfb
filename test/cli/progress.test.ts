import { expect, test } from "vitest";
import { Progress } from "../../src/cli/progress.js";

/** What a bar writes over steps of so many milliseconds. */
function written(
  total: number,
  steps: readonly number[],
  stream: { isTTY?: boolean; columns?: number },
): string[] {
  const texts: string[] = [];
  let time = 0;
  const write = (text: string): number => texts.push(text);
  const progress = new Progress(total, { ...stream, write }, () => time);
  steps.forEach((milliseconds, index) => {
    time += milliseconds;
    progress.show(index + 1);
  });
  progress.clear();
  return texts;
}

test("a bar, its count, the rate and the time that is left, at most ten times a second", () => {
  expect(written(200, [500, 50, 49, 1], { isTTY: true })).toEqual([
    "\r\u001B[K" + "▏".padEnd(24, "░") + "  1/200  2.00/s, 1:40 left",
    "\r\u001B[K" + "▌".padEnd(24, "░") + "  4/200  6.67/s, 0:30 left",
    "\r\u001B[K",
  ]);
});

test("is cut to the terminal", () => {
  expect(written(4, [1000], { isTTY: true, columns: 10 })[0]).toBe(`\r\u001B[K${"██████".padEnd(9, "░")}`);
});

test("is not drawn for short work, for one thing, nor where nobody looks", () => {
  expect(written(3, [30, 30, 30], { isTTY: true })).toEqual([]);
  expect(written(1, [5000], { isTTY: true })).toEqual([]);
  expect(written(100, [5000, 5000], {})).toEqual([]);
});
