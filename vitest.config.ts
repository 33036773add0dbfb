import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests of what the build makes, as a user gets it. */
const built = [
  "test/cli/**/*.test.ts",
  "test/api/{compile,mnist,memory}.test.ts",
  "test/{package,examples,examples-web,readme}.test.ts",
  "test/vite/**/*.test.ts",
];
/** Tests that are run where they are asked for. */
const large = ["test/**/*.large.test.ts"];

export default defineConfig({
  test: {
    // A core is not kept free: the tests do not wait for one another, and nobody else uses the machine of a CI.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/support/not-run.ts"],
    projects: [
      {
        extends: true,
        test: { name: "source", include: ["test/**/*.test.ts"], exclude: [...built, ...large] },
      },
      {
        extends: true,
        test: { name: "built", include: built, exclude: large, globalSetup: "test/support/build.ts" },
      },
      { extends: true, test: { name: "large", include: large } },
    ],
  },
});
