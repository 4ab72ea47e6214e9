import type { InstanceEventWhat } from '@skewline/nexus-client/external';
import { describe, expect, it } from 'vitest';
import { laneNames, laneRows } from '../src/instances/lanes.ts';
import { events } from './support/instances.ts';

const accepted: InstanceEventWhat = { kind: 'start_accepted', attempt_id: 'a', origin: 'user' };
const succeeded: InstanceEventWhat = { kind: 'start_succeeded', attempt_id: 'a' };
const failed: InstanceEventWhat = {
  kind: 'start_failed',
  attempt_id: 'a',
  code: 'no_capacity',
  fault: 'capacity',
  transience: 'transient',
  message: 'No room.',
  hint: null,
};
const runFailed: InstanceEventWhat = {
  kind: 'run_failed',
  reason: 'host_powered_off',
  message: 'Off.',
};
const to = (from: 'running' | 'starting' | 'stopping', state: 'failed' | 'stopped') =>
  ({ kind: 'state_changed', from, to: state }) as const;
const move = (does: 'started' | 'completed' | 'failed') =>
  ({ kind: `migration_${does}`, migration_id: 'm' }) as const;

/**
 * The lanes as a picture, the newest on top: `╷` begins, `╵` ends, `│` goes on, `·` neither; one column for each of
 * attempt, run, move.
 */
function picture(first: number, ...whats: readonly InstanceEventWhat[]): readonly string[] {
  return laneRows(events(first, ...whats).toReversed()).map(({ lanes }) =>
    laneNames
      .map((name) => {
        const { up, down, mark } = lanes[name];
        if (mark === null) return up && down ? '│' : '·';
        return up ? 'b' : down ? 'e' : '?';
      })
      .join(''),
  );
}

describe('lanes', () => {
  it.each<[string, number, readonly InstanceEventWhat[], readonly string[]]>([
    ['nothing goes on', 1, [{ kind: 'created' }], ['···']],
    ['a start that failed', 1, [{ kind: 'created' }, accepted, failed], ['e··', 'b··', '···']],
    ['a start that is under way', 1, [accepted], ['b··']],
    ['it runs', 1, [accepted, succeeded, { kind: 'configured' }], ['·│·', 'eb·', 'b··']],
    [
      'it ran and failed: the second event that says so ends nothing',
      1,
      [accepted, succeeded, runFailed, to('running', 'failed')],
      ['···', '·e·', 'eb·', 'b··'],
    ],
    [
      'it was stopped',
      1,
      [accepted, succeeded, { kind: 'stop_requested' }, to('stopping', 'stopped')],
      ['·e·', '·│·', 'eb·', 'b··'],
    ],
    [
      'it was moved while it ran',
      1,
      [accepted, succeeded, move('started'), move('completed')],
      ['·│e', '·│b', 'eb·', 'b··'],
    ],
    [
      'what ends has been there before what is shown',
      40,
      [{ kind: 'configured' }, move('failed'), runFailed],
      ['·e·', '·│e', '·││'],
    ],
    ['what fails while it starts had no run', 40, [to('starting', 'failed')], ['···']],
  ])('%s', (_what, first, whats, want) => {
    expect(picture(first, ...whats)).toEqual(want);
  });

  it('what begins or ends is said in words', () => {
    const [row] = laneRows(events(1, accepted, succeeded).toReversed());
    expect(row?.words).toBe('attempt ends, run begins');
  });
});
