/** Says that it is ready, waits for the start, and tries to take a lock once. The winner keeps it until it is told. */
import { takeLock } from '../../../src/database/directory-lock.ts';
import { DatabaseProblem } from '../../../src/database/index.ts';
import { argument, heard, say } from './say.ts';

const folder = argument<string>();
say('ready');
await heard();
const lock = await takeLock(folder);
say(lock instanceof DatabaseProblem ? lock.code : 'won');
await heard();
process.exit(0);
