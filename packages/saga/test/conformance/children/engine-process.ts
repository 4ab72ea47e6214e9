import { createInterface } from 'node:readline';
import { openDatabase, type Tables } from '@skewline/db-model';
import type { EngineOptions } from '../../../src/engine/options.ts';
import type { EngineName, SagaEngine } from '../../../src/engine/port.ts';
import { orThrow } from '../../../../db-model/test/support/problems.ts';
import { suiteOf } from '../actions.ts';
import { otherHere } from '../other-engine.ts';
import type { ChildAnswer, ChildRequest, ChildSetup } from './protocol.ts';

// Its own process: `node --conditions=skewline-source engine-process.ts SETUP`. Ends when its input ends.
const setup = JSON.parse(process.argv[2] ?? '') as ChildSetup; // written by `openOtherProcess`
const { location, observerUrl } = setup;
const database = orThrow(await openDatabase<Tables>(location));
const observer =
  observerUrl === null ? database : orThrow(await openDatabase<Tables>({ url: observerUrl }));
const suite = suiteOf(observer, database);
const { actions = 'all', leaseMs = 3000, maxRunning } = setup.options;
const options: EngineOptions = {
  actions: actions === 'all' ? suite.actions : suite.olderActions,
  leaseMs,
  recoveryMs: 200,
  ...(maxRunning === undefined ? {} : { maxRunning }),
  onWarning: ({ code, message }) => process.stderr.write(`${code}: ${message}\n`),
};

const openers: { readonly [Name in EngineName]: () => Promise<SagaEngine> } = {
  journal: async () => {
    const { createJournal } = await import('@skewline/saga/journal');
    return createJournal(database, options);
  },
  dbos: async () => {
    const { createDbos } = await import('@skewline/saga/dbos');
    if (!('url' in location)) throw new Error('dbos needs a server');
    return createDbos({ ...options, database, url: location.url });
  },
};

const engine = await openers[setup.engine]();
const other = otherHere(engine, suite.dags);
const answer = (given: ChildAnswer): void => {
  process.stdout.write(`${JSON.stringify(given)}\n`);
};
answer({ id: 0, value: engine.executorId });
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, args } = JSON.parse(line) as ChildRequest; // written by `openOtherProcess`
  // Only the suite calls it, and it calls by the types of `OtherEngine`.
  const call = other[method] as (...given: readonly unknown[]) => Promise<unknown>;
  call(...args).then(
    (value) => answer({ id, value }),
    (error: unknown) => answer({ id, error: String(error) }),
  );
});
lines.on('close', () => process.exit(0));
