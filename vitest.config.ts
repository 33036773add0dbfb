import { defineConfig } from "vitest/config";

/** Tests of what the build makes, as a user gets it. */
const built = ["test/cli/**/*.test.ts", "test/package.test.ts"];

// `--mode networks` asks for the large networks too.
export default defineConfig(({ mode }) => ({
  test: {
    testTimeout: 60_000,
    env: { LARGE_NETWORKS: mode === "networks" ? "1" : "" },
    projects: [
      { extends: true, test: { name: "source", include: ["test/**/*.test.ts"], exclude: built } },
      { extends: true, test: { name: "built", include: built, globalSetup: "test/support/build.ts" } },
    ],
  },
}));
