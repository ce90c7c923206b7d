// Apart from the schemas, for phones load it without the library of those.

/** The first line of the checklist of every fire, whatever the plan says: only look, do not fight it, get people out first. */
export const FIRE_RULE = '只核实、不扑火、先撤人'
