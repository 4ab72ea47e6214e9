import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { SeenInstance, SeenRow, SeenSaga, SeenSled } from './see.ts';

/** What is to be seen in a step of the tour; what is not told may be anything. */
export interface Sight {
  /** In the list of the user. */
  readonly row: SeenRow;
  /** On the page of the instance: the same for the user and the operator. */
  readonly instance: Partial<SeenInstance>;
  /** What the start dialog says before anybody presses. */
  readonly dryRun?: RegExp;
  /** At the end of the step the user still looks at that page. */
  readonly end?: Partial<SeenInstance>;
  /** What the operator looks at besides. */
  readonly placement?: { readonly answer: RegExp; readonly sleds: readonly SeenSled[] };
  /** Among others; the first of that name is looked at. */
  readonly sagas?: readonly [SeenSaga, ...SeenSaga[]];
}

const byThemselves = 'No. It is started again only when somebody starts it.';
const never = 'No. It is set never to be restarted by itself.';

/** The lanes, from the newest event down. */
const starts = ['Started (Start ends, Run begins)', 'Start begun (Start begins)'] as const;
const fails = ['Now failed', 'Stopped running (Run ends)'] as const;
const refused = ['Did not start (Start ends)', 'Start begun (Start begins)', 'Created'] as const;

const runs: Partial<SeenInstance> = {
  state: 'Running',
  title: 'It runs',
  turn: 'Nobody’s: nothing has to be done.',
  todo: [],
  again: 'Should it fail, it is started again by itself.',
};

/** It has failed, and nobody but its user will start it. */
function gone(reason: string): Partial<SeenInstance> {
  return {
    state: 'Failed',
    title: 'It ran, and stopped running',
    reason,
    turn: 'Yours: nobody else starts it again.',
    todo: ['Start it. What its guest wrote before it failed may say more.'],
    again: never,
    history: ['Not started again by itself', ...fails, ...starts, 'Created'],
  };
}

function sleds(count: number, verdict: string): readonly SeenSled[] {
  return Array.from({ length: count }, () => ({ verdict }));
}

const started: SeenSaga = { name: 'instance_start', state: 'done' };
const updated: SeenSaga = { name: 'instance_update', state: 'done' };
const unwound: SeenSaga = { name: 'instance_start', state: 'unwound' };
const disappeared = 'The virtual machine of the instance disappeared.';

/** In between the rack may have tried the sled that is off once more: nobody has told it of that. */
function isMoved(history: readonly string[]): boolean {
  const [newest, oldest] = [starts, [...fails, ...starts, 'Created']];
  return (
    isDeepStrictEqual(history.slice(0, newest.length), newest) &&
    isDeepStrictEqual(history.slice(-oldest.length), oldest)
  );
}

/** By the name of the step. */
export const sights: { readonly [Step in string]?: Sight } = {
  'no-capacity': {
    row: { state: 'Stopped', failure: 'no room' },
    instance: {
      state: 'Stopped',
      title: 'It did not start: there is no room',
      reason: 'No sled has room for what it needs.',
      turn: 'Whoever has instances there, or adds sleds: there is no room now.',
      todo: ['4 fewer CPUs would fit on 4 sleds.'],
      again: byThemselves,
      sleds: ['4 sleds short of CPUs; the nearest lacks 4 CPUs.'],
      history: refused,
    },
    dryRun: /There is no room\./,
    placement: { answer: /4 CPUs short/, sleds: sleds(4, 'short of CPUs') },
    sagas: [unwound],
  },
  'contradictory-groups': {
    row: { state: 'Stopped', failure: 'its groups contradict each other' },
    instance: {
      state: 'Stopped',
      title: 'It did not start: something has to change first',
      reason: expect.stringMatching(/"together" .* "apart" forbids\.$/),
      turn: 'Yours: something about the instance has to change.',
      todo: [expect.stringMatching(/^Stop 1 member of anti-affinity group "apart"/)],
      again: byThemselves,
      sleds: [
        '1 sled with an instance that this one is kept apart from.',
        '3 sleds without the instances that this one is kept together with.',
      ],
      history: refused,
    },
    dryRun: /You can change that/,
    placement: {
      answer: /"together" .* "apart" forbids\./,
      sleds: [...sleds(3, 'group elsewhere'), { verdict: 'kept apart' }],
    },
    sagas: [unwound],
  },
  disks: {
    row: { state: 'Stopped', failure: 'too few physical disks' },
    instance: {
      state: 'Stopped',
      title: 'It did not start: no sled can take it as it is',
      reason: 'The instance needs 4 distinct disks, the best sled has 3.',
      turn: 'Yours: it has to change. Waiting does not help.',
      todo: ['Detach any 1 of its 4 new local disks.'],
      again: byThemselves,
      sleds: ['4 sleds with too few separate disks for local storage; the nearest lacks 1 disk.'],
      history: refused,
    },
    dryRun: /Waiting does not help/,
    placement: { answer: /the best sled has 3/, sleds: sleds(4, 'too few disks') },
  },
  'crash-new': {
    row: { state: 'Failed', failure: 'its machine vanished' },
    instance: gone(disappeared),
    sagas: [updated, started],
  },
  'crash-old': {
    row: { state: 'Failed', failure: 'its machine failed' },
    instance: gone('The virtual machine of the instance failed.'),
  },
  'sled-off': {
    row: { state: 'Running', failure: '' },
    instance: {
      ...runs,
      reason: expect.stringMatching(
        /^There is nothing wrong .* for it had stopped running\. .*power/,
      ),
      history: expect.toSatisfy(isMoved),
    },
    placement: {
      answer: /If it were started now, it would go to SLED-/,
      sleds: [{ verdict: 'goes here' }, ...sleds(3, 'would fit')],
    },
    sagas: [started, updated],
  },
  refused: {
    row: { state: 'Running', failure: '' },
    instance: { ...runs, history: [...starts, 'Created'] },
  },
  'nexus-killed': {
    row: { state: 'Running', failure: '' },
    instance: { ...runs, history: [...starts, 'Created'] },
    sagas: [started],
  },
  cooldown: {
    row: {
      state: 'Failed',
      // The second time it ran on any of the sleds; one that is old does not say why.
      failure: expect.stringMatching(/^its machine (?:failed|vanished) · again in \d+ s$/),
    },
    instance: {
      state: 'Failed',
      title: 'It ran, and stopped running',
      reason: expect.stringMatching(
        /^The virtual machine of the instance (?:failed|disappeared)\.$/,
      ),
      turn: 'The rack’s: it tries again by itself.',
      todo: ['Nothing has to be done. You can also start it at once.'],
      again: expect.stringMatching(/^Yes, in \d+ s, not before \d\d:\d\d:\d\d\.$/),
      history: [
        'To be started again by itself',
        ...fails,
        ...starts,
        ...fails,
        ...starts,
        'Created',
      ],
    },
    end: runs,
  },
  'policy-never': {
    row: { state: 'Failed', failure: 'its machine vanished' },
    instance: gone(disappeared),
    end: {
      ...runs,
      again: 'Should it fail, it stays so: it is set never to be restarted by itself.',
    },
  },
};
