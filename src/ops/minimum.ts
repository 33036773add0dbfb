import { extremum } from "./extremum.js";

export const minimum = extremum("min", "smaller", "Min");
