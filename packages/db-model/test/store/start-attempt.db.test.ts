import { randomUUID } from 'node:crypto';
import { type StartAttempt, startFailure } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  fetchStartAttempt,
  finishStartAttempt,
  listOpenStartAttempts,
  listStartAttempts,
  noteVmmOfStartAttempt,
  openStartAttempt,
  type StartAttemptKey,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, later, sampleAttempt } from './samples.ts';

const failed = {
  kind: 'failed',
  timeFinished: later(10),
  failure: startFailure('no_capacity', {
    counts: [
      { reason: 'cpu_family', sleds: 2, leastShortfall: null },
      { reason: 'reservoir', sleds: 30, leastShortfall: 2 ** 40 },
    ],
    detail: 'sled 7 would have had room',
  }),
} as const;
const succeeded = { kind: 'succeeded', timeFinished: later(11) } as const;

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const open = async (attempt: StartAttempt) =>
    database().transaction((transaction) => openStartAttempt(transaction, attempt));
  const stored = async (id: string) =>
    accepted(await fetchStartAttempt(database().kysely, id)).value;

  it('an open attempt comes back as it went in', async () => {
    const attempt = sampleAttempt();
    expect(await open(attempt)).toEqual({ value: attempt, problems: [], written: true });
    expect(await stored(attempt.id)).toEqual(attempt);
  });

  it.each([failed, succeeded, { ...failed, failure: startFailure('internal') }])(
    'ends once: $kind',
    async (outcome) => {
      const attempt = sampleAttempt();
      await open(attempt);
      const ended = { ...attempt, outcome };
      expect(accepted(await finishStartAttempt(database().kysely, attempt.id, outcome))).toEqual({
        value: ended,
        problems: [],
        written: true,
      });
      for (const again of [outcome, succeeded, failed]) {
        expect(await finishStartAttempt(database().kysely, attempt.id, again)).toEqual({
          value: ended,
          problems: [],
          written: false,
        });
      }
      expect(await stored(attempt.id)).toEqual(ended);
    },
  );

  it('an instance has one open attempt: a second one is told of the first', async () => {
    const first = sampleAttempt();
    const second = sampleAttempt({ instanceId: first.instanceId, origin: 'auto_restart' });
    await open(first);
    expect(await open(second)).toEqual({ value: first, problems: [], written: false });
    expect(await fetchStartAttempt(database().kysely, second.id)).toMatchObject({
      code: 'start_attempt_not_found',
    });
    await finishStartAttempt(database().kysely, first.id, failed);
    expect(await open(second)).toMatchObject({ value: second, written: true });
  });

  it('recorded again it is the attempt as it is, also when another one is open by now', async () => {
    const first = sampleAttempt();
    await open(first);
    await finishStartAttempt(database().kysely, first.id, succeeded);
    await open(sampleAttempt({ instanceId: first.instanceId }));
    expect(await open(first)).toEqual({
      value: { ...first, outcome: succeeded },
      problems: [],
      written: false,
    });
  });

  it('names its VMM while it is open', async () => {
    const attempt = sampleAttempt();
    await open(attempt);
    const vmmId = randomUUID();
    expect(await noteVmmOfStartAttempt(database().kysely, attempt.id, vmmId)).toBe(true);
    await finishStartAttempt(database().kysely, attempt.id, succeeded);
    expect(await noteVmmOfStartAttempt(database().kysely, attempt.id, randomUUID())).toBe(false);
    expect(await stored(attempt.id)).toEqual({ ...attempt, vmmId, outcome: succeeded });
  });

  it('what is not there is not found', async () => {
    for (const refusal of [
      await fetchStartAttempt(database().kysely, randomUUID()),
      await finishStartAttempt(database().kysely, randomUUID(), succeeded),
    ]) {
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: 'start_attempt_not_found', status: 404 });
    }
  });

  it('lists an instance, newest first, page by page, also where two began at the same time', async () => {
    const instanceId = randomUUID();
    const attempts = [1, 2, 2, 2, 3].map((age) =>
      sampleAttempt({ instanceId, timeStarted: later(age) }),
    );
    for (const attempt of attempts) {
      await open(attempt);
      await finishStartAttempt(database().kysely, attempt.id, succeeded);
    }
    await open(sampleAttempt());
    const newestFirst = attempts
      .toSorted((a, b) => (`${a.timeStarted} ${a.id}` < `${b.timeStarted} ${b.id}` ? 1 : -1))
      .map(({ id }) => id);
    const seen: string[] = [];
    for (let after: StartAttemptKey | null = null; ;) {
      const page = await listStartAttempts(database().kysely, instanceId, { after, limit: 2 });
      seen.push(...page.map(({ value }) => value.id));
      if (page.length < 2) break;
      after = page.at(-1)?.value ?? null;
    }
    expect(seen).toEqual(newestFirst);
  });

  it('lists those that nobody has ended', async () => {
    const [older, newer, ended] = [later(-2), later(-1), later(-3)].map((timeStarted) =>
      sampleAttempt({ timeStarted }),
    );
    if (older === undefined || newer === undefined || ended === undefined) throw new Error('three');
    for (const attempt of [newer, ended, older]) await open(attempt);
    await finishStartAttempt(database().kysely, ended.id, succeeded);
    const found = (await listOpenStartAttempts(database().kysely)).map(({ value }) => value);
    expect(found.slice(0, 2)).toEqual([older, newer]);
    expect(found.every(({ outcome }) => outcome.kind === 'open')).toBe(true);
  });
});
