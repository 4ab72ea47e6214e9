import { causesByFile } from './starts/causes/all.ts';
import { testStarts } from './starts/suite.ts';

testStarts(causesByFile.configuration);
