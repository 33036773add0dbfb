// The plugin for Prettier, `cnnc/prettier`: formats .cnn files, and blocks of `cnn` code in Markdown.
export { defaultOptions, languages, parsers, printers } from "./syntax/layout/plugin.js";
