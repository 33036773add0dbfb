import { defineConfig } from "vite";

export default defineConfig({
  // Weights and pictures are those of examples/digits.
  server: { fs: { allow: ["../.."] } },
  build: { assetsInlineLimit: 0 },
  base: "./",
});
