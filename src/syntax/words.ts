export { isName } from "../../grammar/tokens.js";
