import { causesByFile } from './starts/causes/all.ts';
import { testStarts } from './starts/suite.ts';

// Here sled agents are slow, and are waited for.
testStarts(causesByFile.interference, 30_000);
