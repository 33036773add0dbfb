import { extremum } from "./extremum.js";

export const maximum = extremum("max", "larger", "Max");
