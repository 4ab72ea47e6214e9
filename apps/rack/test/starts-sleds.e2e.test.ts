import { requestCauses } from './starts/causes/requests.ts';
import { sledCauses } from './starts/causes/sleds.ts';
import { testStarts } from './starts/suite.ts';

testStarts([...sledCauses, ...requestCauses]);
