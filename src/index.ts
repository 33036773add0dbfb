// The public interface of the compiler. Compiled models use `cnnc/runtime` at most.
export { compile, passNames, type CompileOptions } from "./api/compile.js";
export type { OutputFile } from "./api/compile-targets.js";
export { expand } from "./api/expand.js";
export { defineConfig, type Config, type ModelConfig } from "./api/config/config.js";
export { formatSource } from "./api/fmt.js";
export { drawNetwork, networkScene, type GraphOptions } from "./api/graph.js";
export type { Host } from "./api/host.js";
export { initialWeights, type InitOptions } from "./api/init.js";
export { loadNetwork, type LoadedNetwork, type RunHost } from "./api/load.js";
export {
  analysePlanned,
  checkNetwork,
  type CheckedNetwork,
  type NetworkOptions,
  type Result,
} from "./api/network.js";
export { comparisonJson, type ComparisonJson } from "./api/report/comparison-json.js";
export { reportJson, type ReportJson } from "./api/report/json.js";
export { renderReportMarkdown } from "./api/report/markdown.js";
export { reportPage } from "./api/report/page.js";
export { renderReport } from "./api/report/text.js";
export { printStage, stages, type StageOptions } from "./api/stages.js";
export { weightFindings, type WeightFile } from "./api/weights/fit.js";
export { version } from "./api/version.js";
export type { Diagnostic } from "./diagnostics/diagnostic.js";
export { jsonDiagnostic, type JsonDiagnostic } from "./diagnostics/json.js";
export { linesOfFiles } from "./diagnostics/lines.js";
export { renderDiagnostic, renderShort } from "./diagnostics/render.js";
