// How large the rack of these tests is; what is in the way of an instance is counted by it.

export const sledCount = 3;
/** Of each sled. */
export const sledThreads = 16;
export const sledGibibytes = 64;
export const sledDisks = 8;
export const diskGibibytes = 512;
