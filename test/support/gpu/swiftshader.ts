import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const packed = join(modules, "@sparticuz/chromium");
const block = 512;

/** glibc's RTLD_NOW and RTLD_NODELETE. */
const keepLoaded = 0x2 | 0x1000;

/**
 * Makes Chromium's software driver for Vulkan the one that this process and those that it starts find, and its loader
 * the one that is loaded: a machine needs neither. They are unpacked beside the packages once.
 */
export function useSwiftShader(): void {
  const folder = swiftShaderFolder();
  // The library is no module of Node, which says so once it is loaded; later it is found by its name.
  try {
    process.dlopen({ exports: {} }, join(folder, "libvulkan.so.1"), keepLoaded);
  } catch (failure) {
    if (!String(failure).includes("did not self-register")) throw failure;
  }
  process.env.VK_ICD_FILENAMES = join(folder, "vk_swiftshader_icd.json");
  process.env.LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH ?? []].flat().join(":");
}

/** Where the driver and its loader lie, `libvulkan.so.1`, once they are unpacked. */
export function swiftShaderFolder(): string {
  const { version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as { version: string };
  const folder = join(modules, `.cache/cnnc/swiftshader-${version}`);
  if (existsSync(folder)) return folder;
  // Tests run side by side: each unpacks to a place of its own, and the first gives its folder the name.
  const own = `${folder}-${process.pid}`;
  mkdirSync(own, { recursive: true });
  try {
    const archive = brotliDecompressSync(readFileSync(join(packed, "bin/swiftshader.tar.br")));
    for (const { name, data } of filesOf(archive)) writeFileSync(join(own, basename(name)), data);
    renameSync(own, folder);
  } catch (failure) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw failure;
  }
  return folder;
}

/** The files of a tar archive (POSIX ustar). */
function* filesOf(archive: Buffer): Generator<{ readonly name: string; readonly data: Buffer }> {
  const text = (from: number, to: number): string =>
    archive.toString("latin1", from, to).replace(/\0.*$/s, "");
  for (let at = 0; at + block <= archive.length;) {
    const name = text(at, at + 100);
    if (name === "") return;
    const size = parseInt(text(at + 124, at + 136), 8);
    if (size > 0) yield { name, data: archive.subarray(at + block, at + block + size) };
    at += block + block * Math.ceil(size / block);
  }
}
