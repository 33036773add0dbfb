// The plugin for Vite, `cnnc/vite`: imports of .cnn files are compiled models, with their types.
export { cnnc, cnnc as default } from "./vite/plugin.js";
export type { CnncOptions } from "./vite/options.js";
