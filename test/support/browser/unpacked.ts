import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const packed = join(modules, "@sparticuz/chromium");

/** A browser's program, and the environment in which it finds its libraries and fonts. */
export interface Program {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Prints where the program is, once it and all that lies beside it are unpacked to the folder for temporary files. */
const unpack = 'import packed from "@sparticuz/chromium"; await packed.executablePath();';
/** Where the package unpacks the libraries that a small Linux lacks. */
const bare = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" };

/** The headless Chromium of the npm package, for Linux on x64, unpacked beside the packages once. */
export function unpackedChromium(): Program {
  const { version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as { version: string };
  const folder = join(modules, `.cache/cnnc/chromium-${version}`);
  if (!existsSync(folder)) {
    // Tests run side by side: each unpacks to a place of its own, and the first gives its folder the name.
    const own = `${folder}-${process.pid}`;
    mkdirSync(own, { recursive: true });
    try {
      const environment = { ...process.env, ...bare, TMPDIR: own };
      execFileSync(process.execPath, ["--input-type=module", "-e", unpack], {
        cwd: modules,
        env: environment,
      });
      renameSync(own, folder);
    } catch (failure) {
      rmSync(own, { recursive: true, force: true });
      if (!existsSync(folder)) throw failure;
    }
  }
  const libraries = [join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH ?? ""];
  return {
    path: join(folder, "chromium"),
    environment: {
      LD_LIBRARY_PATH: libraries.filter((path) => path !== "").join(":"),
      // The package's own configuration has the paths of another system. Without a font, text ends the browser.
      FONTCONFIG_FILE: fileURLToPath(new URL("fonts.conf", import.meta.url)),
      XDG_DATA_HOME: join(folder, "fonts"),
      XDG_CACHE_HOME: join(folder, "cache"),
    },
  };
}
