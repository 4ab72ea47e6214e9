import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** With colours where the output is a terminal that has some, and nobody set NO_COLOR. */
export const colors: Colors = picocolors;

export const withoutColors: Colors = picocolors.createColors(false);
