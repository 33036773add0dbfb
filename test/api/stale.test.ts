import { describe, expect, it } from "vitest";
import { staleOutput } from "../../src/api/stale.js";

const lines = (count: number, text = (index: number) => `line ${index}`): string =>
  Array.from({ length: count }, (_, index) => `${text(index)}\n`).join("");
const check = (content: string | Uint8Array, kept: string | Uint8Array | undefined) =>
  staleOutput({ path: "out/m.ts", content, entry: "m.cnn" }, kept === undefined ? kept : Buffer.from(kept));

describe("an output", () => {
  it("is current whatever its line endings", () => {
    expect(check(lines(3), lines(3))).toBeUndefined();
    expect(check(lines(3), lines(3).replaceAll("\n", "\r\n"))).toBeUndefined();
    expect(check(lines(3), lines(3).trimEnd())).toBeDefined();
  });

  it("of bytes is current where each is", () => {
    expect(check(Uint8Array.of(1, 13, 10), Uint8Array.of(1, 13, 10))).toBeUndefined();
    expect(check(Uint8Array.of(1, 13, 10), Uint8Array.of(1, 10))).toMatchObject({ code: "CNN0702" });
  });

  it("is missed", () => {
    expect(check("a\n", undefined)).toMatchObject({
      code: "CNN0702",
      message: "out/m.ts, which m.cnn compiles to, is missing",
    });
  });

  it("is stale, and shows what differs", () => {
    const text = lines(9, (index) => (index === 4 ? "new" : `line ${index}`));
    expect(check(text, lines(9))?.note?.split("\n").slice(1)).toEqual([
      "@@ -4,3 +4,3 @@",
      " line 3",
      "-line 4",
      "+new",
      " line 5",
    ]);
  });

  it("shows no more than a screen of it", () => {
    const note = check(
      lines(100, (index) => `new ${index}`),
      lines(100),
    )?.note?.split("\n");
    expect(note).toHaveLength(26);
    expect(note?.at(-1)).toBe("… and 177 more lines that are removed or added");
    const long = check(`${"x".repeat(500)}\n`, "a\n")
      ?.note?.split("\n")
      .at(-1);
    expect(long).toHaveLength(110);
    expect(check(lines(5000, String), lines(5000))?.note).toContain("most of its lines differ");
  });
});
