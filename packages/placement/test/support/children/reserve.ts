/** Says that it is ready, waits for the start, and reserves one VMM after the other, saying what came of each. */
import { openDatabase, type Tables } from '@skewline/db-model';
import { argument, heard, orExit, say } from '../../../../db-model/test/support/children/say.ts';
import { seeded } from '../../../src/random.ts';
import { reserve, type ReserveRequest } from '../../../src/reserve.ts';
import { watchedStore } from '../watched-store.ts';
import type { Told } from '../rack-at-a-time.ts';

const { url, seed, requests } = argument<{
  readonly url: string;
  readonly seed: number;
  readonly requests: readonly ReserveRequest[];
}>();
const database = orExit(await openDatabase<Tables>({ url, connections: 2 }));
const { store, lastSnapshot } = watchedStore(database);
const random = seeded(seed);
say('ready');
await heard();
for (const request of requests) {
  const result = await reserve(store, request, { random });
  const told: Told = {
    request,
    snapshot: lastSnapshot(),
    sledId: result.kind === 'reserved' ? result.reservation.sledId : null,
    code: result.kind === 'refused' ? result.refusal.code : null,
    lost: result.tries.inserts - (result.kind === 'reserved' && result.choice !== null ? 1 : 0),
  };
  say(JSON.stringify(told));
}
await database.close();
say('done');
process.exit(0);
