/** Oldest and newest version of the default operator set that can be written. */
export const opsets = { oldest: 13, newest: 24, standard: 17 } as const;
