import fc from 'fast-check';

/**
 * Property tests draw their values from `SKEWLINE_SEED` where it is set, so that two runs of one tree try the same. Without
 * it each run draws others, and a failure prints the seed it was found with.
 */
const seed = Number(process.env['SKEWLINE_SEED']);
if (!Number.isSafeInteger(seed)) throw new Error('SKEWLINE_SEED is a whole number');
fc.configureGlobal({ seed });
