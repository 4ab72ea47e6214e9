/** Prints the milliseconds that this process has lived when it has judged its first value. */
import { validateInstanceEnsureBody } from '../../packages/sled-agent-types/src/generated/v1/validators.ts';
import { ensureBody1 } from '../values.ts';

const value: unknown = JSON.parse(JSON.stringify(ensureBody1(1)));
if (!validateInstanceEnsureBody(value)) throw new Error('the value is not valid');
console.log(performance.now());
