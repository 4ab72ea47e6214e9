import {
  type Change,
  dryRun,
  explainReserving,
  explainSled,
  operatorText,
  placementFailure,
  publicText,
  reserve,
  seeded,
  summary,
  whatIf,
} from '@skewline/placement';
import { sledRejections, startFailureCodes } from '@skewline/nexus-types/domain';
import { describe, expect, test } from 'vitest';
import { refusalTexts } from '../src/refusal.ts';
import { refuseReserving } from '../src/reserve/refusal.ts';
import { explained, explainedAs, explanationOf, rackOf, requestOf } from './support/explained.ts';
import { memoryStore } from './support/memory-store.ts';

const random = { random: seeded(1) };

test('the line is the one of the issue, word by word', () => {
  expect(summary(explanationOf(explainedAs('the line of the issue')))).toBe(
    '0/32 sleds can take this instance: 20 insufficient memory (closest: 2 GiB short), ' +
      '8 not in service, 4 excluded by anti-affinity group "db"',
  );
});

test('what is said of every code and every reason', async () => {
  const texts = explained.map((one) => {
    const explanation = explanationOf(one);
    const shown = publicText(explanation);
    return `## ${one.name}\n${shown}\n\n${operatorText(explanation)}\n`;
  });
  await expect(texts.join('\n')).toMatchFileSnapshot('golden/explain.txt');
});

test('every code and every reason is among them', () => {
  const explanations = explained.map(explanationOf);
  const codes = explanations.map(({ decision }) =>
    decision.kind === 'refused' ? decision.code : 'chosen',
  );
  expect(new Set(codes)).toEqual(new Set([...Object.keys(refusalTexts), 'chosen']));
  const reasons = explanations.flatMap(({ counts }) => counts?.reasons ?? []);
  const first = reasons.filter(({ sleds }) => sleds > 0).map(({ reason }) => reason);
  expect(new Set(first)).toEqual(new Set(Object.keys(sledRejections)));
});

describe('transience', () => {
  const transience = (name: string): unknown =>
    explanationOf(explainedAs(name)).refused?.transience;

  test.each([
    ['the line of the issue', 'transient'],
    ['larger than any sled', 'permanent'],
    ['no sleds at all', 'permanent'],
    ['an unsuitable CPU', 'transient'],
    ['a CPU that only no platform suits', 'permanent'],
    ['required: full, and one member less would do', 'transient'],
    ['required: the sled has been removed for good', 'permanent'],
    ['required: the sled has another CPU, and the other member is migrating', 'transient'],
    ['too many required sleds', 'permanent'],
    ['too many required sleds, while a member migrates', 'transient'],
    ['a contradiction, on a sled with room', 'permanent'],
    ['its disks are on a sled that is full', 'transient'],
    ['too few distinct disks', 'permanent'],
  ])('%s: %s', (name, wanted) => {
    expect(transience(name)).toBe(wanted);
  });
});

describe('one sled', () => {
  test('every test in order, with what it lacks and whose rule it breaks', () => {
    const one = explainedAs('a contradiction, on a sled that is full besides');
    const told = explainSled(rackOf(one), requestOf(one), 's0');
    if (!('tests' in told)) throw new Error(JSON.stringify(told));
    expect(told.tests.map(({ reason }) => reason)).toEqual(Object.keys(sledRejections));
    expect([told.fits, told.reason]).toEqual([false, 'anti_affinity']);
    expect(told.tests.filter(({ outcome }) => outcome !== 'passed')).toEqual([
      {
        reason: 'anti_affinity',
        outcome: 'failed',
        shortfall: null,
        groups: [{ id: 'id of apart', name: 'apart' }],
      },
      { reason: 'hardware_threads', outcome: 'failed', shortfall: 4, groups: [] },
    ]);
  });

  test('what comes after the first reason to take nothing is not known', () => {
    const one = explainedAs('required: the sled has been removed for good');
    const told = explainSled(rackOf(one), requestOf(one), 's0');
    if (!('tests' in told)) throw new Error(JSON.stringify(told));
    const outcomes = told.tests.slice(0, 5).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['failed', 'not_known', 'not_known', 'not_known', 'passed']);
  });

  test('a sled that is not there, and a request that makes no sense', () => {
    const one = explainedAs('a sled is chosen');
    const codes = (told: ReturnType<typeof explainSled>): unknown =>
      'tests' in told ? told : told.map(({ code }) => code);
    expect(codes(explainSled(rackOf(one), requestOf(one), 'nobody'))).toEqual(['unknown_sled']);
    const nonsense = requestOf(explainedAs('an invalid request'));
    expect(codes(explainSled(rackOf(one), nonsense, 's0'))).toEqual([
      'not_an_amount',
      'not_an_amount',
    ]);
  });
});

describe('what if', () => {
  const one = explainedAs('the line of the issue');
  const asked = (...changes: readonly Change[]): string => {
    const rack = rackOf(one);
    const before = dryRun(rack, requestOf(one), random);
    const then = whatIf(rack, requestOf(one), changes, { random: seeded(1) });
    const after = dryRun(rack, requestOf(one), random);
    expect({ ...after, decision: null }).toEqual({ ...before, decision: null });
    if (!('decision' in then))
      return then.map(({ code, path }) => `${code} ${path.join('.')}`).join();
    const { decision, counts } = then;
    const what = decision.kind === 'chosen' ? decision.sledId : decision.code;
    return `${what} ${String(counts?.fitting)}/${String(counts?.sleds)}`;
  };
  const more = (id: string): Change => {
    const [sled] = one.sleds.slice(-1);
    if (!sled) throw new Error('no sled');
    return { change: 'more_sleds', sleds: [{ ...sled, id }] };
  };

  test.each<[string, string, readonly Change[]]>([
    ['nothing', 'no_capacity 0/32', []],
    ['another sled', 'new 1/33', [more('new')]],
    ['a sled that is there', 'duplicate_id changes.0.sleds.0.id', [more('db0')]],
    ['without the group', 'db1 4/32', [{ change: 'without_group', groupId: 'id of db' }]],
    [
      'without a group that is not there',
      'unknown_group changes.1.groupId',
      [more('new'), { change: 'without_group', groupId: 'nothing' }],
    ],
    ['without one member', 'db2 1/32', [{ change: 'without_reservations', vmmIds: ['db-2@db2'] }]],
    [
      'without a reservation that is not there',
      'unknown_reservation changes.0.vmmIds.1',
      [{ change: 'without_reservations', vmmIds: ['db-2@db2', 'nothing'] }],
    ],
    [
      'smaller',
      'full19 1/32',
      [
        {
          change: 'request',
          to: { resources: { hardwareThreads: 4, rssRam: 0, reservoirRam: 14 * 2 ** 30 } },
        },
      ],
    ],
  ])('%s: %s', (_name, wanted, changes) => {
    expect(asked(...changes)).toBe(wanted);
  });
});

describe('what is recorded of a start', () => {
  test('the sentence, the hint and the counts; ids in the detail only', () => {
    const explanation = explanationOf(explainedAs('the line of the issue'));
    const { decision } = explanation;
    if (decision.kind !== 'refused') throw new Error('a sled was chosen');
    expect(placementFailure(decision, explanation)).toEqual({
      code: 'no_capacity',
      fault: 'capacity',
      transience: 'transient',
      message: `${summary(explanation)}.`,
      hint: explanation.refused?.hint,
      counts: [
        { reason: 'expunged', sleds: 3, leastShortfall: null },
        { reason: 'no_provision', sleds: 5, leastShortfall: null },
        { reason: 'anti_affinity', sleds: 4, leastShortfall: null },
        { reason: 'reservoir', sleds: 20, leastShortfall: 2 * 2 ** 30 },
      ],
      detail: operatorText(explanation),
    });
  });

  test.each([
    ['already starting', 'instance_changed', 'Instance already starting'],
    ['already migrating', 'instance_changed', 'Instance already migrating'],
    ['cannot migrate', 'internal', startFailureCodes.internal.message],
    ['an invalid request', 'internal', startFailureCodes.internal.message],
  ])('%s: %s', (name, code, message) => {
    const explanation = explanationOf(explainedAs(name));
    const { decision } = explanation;
    if (decision.kind !== 'refused') throw new Error('a sled was chosen');
    const failure = placementFailure(decision, explanation);
    expect(failure).toMatchObject({ code, message, counts: [] });
    expect(failure.detail).toContain(decision.code);
  });

  test('what reserve refuses, with the sleds that were taken meanwhile', async () => {
    const one = explainedAs('taken at the same moment');
    const store = memoryStore(one.sleds);
    // Somebody else is always faster, and nothing is ever free again.
    store.meanwhile = ({ sledId, resources }) => {
      const sled = store.sleds.get(sledId);
      const capacity = { ...resources, hardwareThreads: resources.hardwareThreads - 1 };
      if (sled) store.sleds.set(sledId, { ...sled, capacity });
    };
    const result = await reserve(store, requestOf(one), { random: seeded(1), readings: 1 });
    if (result.kind === 'reserved') throw new Error('it was reserved');
    expect(placementFailure(result.refusal, explainReserving(result))).toMatchObject({
      code: 'no_capacity',
      transience: 'transient',
      message: '0/2 sleds can take this instance: 2 taken by another instance at the same moment.',
      counts: [{ reason: 'taken_meanwhile', sleds: 2, leastShortfall: null }],
    });
  });

  test('what only reserving refuses with, without an explanation', () => {
    const refusal = refuseReserving('cancelled');
    const { message } = startFailureCodes.cancelled;
    expect(placementFailure(refusal, null)).toMatchObject({
      code: 'cancelled',
      message,
      detail: null,
    });
  });
});
