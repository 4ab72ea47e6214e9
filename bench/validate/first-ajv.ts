/** Prints the milliseconds that this process has lived when it has judged its first value. */
import schema from '../../packages/sled-agent-types/src/generated/v1/schemas.json' with { type: 'json' };
import { ensureBody1 } from '../values.ts';
import { ajvWith } from './ajv.ts';

const value: unknown = JSON.parse(JSON.stringify(ensureBody1(1)));
const judge = ajvWith([schema])('1', 'InstanceEnsureBody');
if (!judge(value)) throw new Error('the value is not valid');
console.log(performance.now());
