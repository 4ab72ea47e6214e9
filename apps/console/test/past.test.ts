import type { InstanceEventWhat } from '@skewline/nexus-client/external';
import { describe, expect, it } from 'vitest';
import { whyAtRest, whyStartedAgain } from '../src/instances/past.ts';
import { whyOf } from '../src/instances/why.ts';
import { events, instance } from './support/instances.ts';

const accepted = (origin: 'user' | 'auto_restart'): InstanceEventWhat => ({
  kind: 'start_accepted',
  attempt_id: 'a1',
  origin,
});
const created: InstanceEventWhat = { kind: 'created' };
const succeeded: InstanceEventWhat = { kind: 'start_succeeded', attempt_id: 'a1' };
const asked: InstanceEventWhat = { kind: 'stop_requested' };
const shutDown: InstanceEventWhat = { kind: 'guest_shutdown' };
const stopped: InstanceEventWhat = { kind: 'state_changed', from: 'stopping', to: 'stopped' };
const failed: InstanceEventWhat = {
  kind: 'run_failed',
  reason: 'host_powered_off',
  message: 'Its host lost power.',
};

const past = (...whats: readonly InstanceEventWhat[]) => events(1, ...whats).toReversed();

describe('why it rests', () => {
  it.each<[string | null, readonly InstanceEventWhat[]]>([
    ['Somebody asked for it to stop.', [created, accepted('user'), succeeded, asked, stopped]],
    ['Its guest shut itself down.', [created, accepted('user'), succeeded, shutDown, stopped]],
    ['It has not been started yet.', [created]],
    // It has, and how that ended is not among what is known.
    [null, [created, accepted('user')]],
    [null, []],
  ])('%s', (text, whats) => {
    expect(whyAtRest(past(...whats))?.text ?? null).toBe(text);
  });

  it('is said with its time', () => {
    const history = past(created, accepted('user'), succeeded, asked, stopped);
    expect(whyOf(instance({}), [], history)).toMatchObject({
      title: 'It is stopped',
      reason: 'Somebody asked for it to stop.',
      time: history[1]?.timestamp,
    });
  });
});

describe('why it was started again', () => {
  it('is the failure before', () => {
    const history = past(created, accepted('user'), succeeded, failed, accepted('auto_restart'));
    const { reason, time } = whyOf(instance({ run_state: 'running' }), [], history);
    expect(reason).toBe(
      'There is nothing wrong with it. It was started again by itself, for it had stopped running. Its host lost power.',
    );
    expect(time).toBe(history[0]?.timestamp);
  });

  it('is nothing where somebody has asked for it since', () => {
    const auto = [created, accepted('user'), failed, accepted('auto_restart'), asked];
    expect(whyStartedAgain(past(...auto, accepted('user'), succeeded))).toBeNull();
    expect(whyStartedAgain([])).toBeNull();
  });
});
