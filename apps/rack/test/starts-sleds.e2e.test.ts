import { causesByFile } from './starts/causes/all.ts';
import { testStarts } from './starts/suite.ts';

// Some sled agents do not answer at all, and are asked five times.
testStarts(causesByFile.sleds, 700);
