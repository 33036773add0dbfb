import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where Mesa's package puts what says where its drivers are. */
const folder = "/usr/share/vulkan/icd.d";

/**
 * Software drivers of Vulkan: SwiftShader, which is part of Chromium, and Mesa's lavapipe, which computes with halves.
 * Chromium takes no other driver than its own which cannot share images and semaphores with other processes, as lavapipe
 * cannot: where that is the only one, a page has no adapter.
 */
export type Driver = "swiftshader" | "lavapipe";

function lavapipeFile(): string | undefined {
  return existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith("lvp_icd")) : undefined;
}

/** Whether the driver is there, or comes with the packages. */
export function hasDriver(driver: Driver): boolean {
  return driver === "swiftshader" || lavapipeFile() !== undefined;
}

/** The environment in which the driver is the one that is found. Throws where there is none. */
export function lavapipe(): Readonly<Record<string, string>> {
  const file = lavapipeFile();
  if (file === undefined) throw new Error("there is no lavapipe: apt-get install mesa-vulkan-drivers");
  return { VK_ICD_FILENAMES: join(folder, file) };
}
