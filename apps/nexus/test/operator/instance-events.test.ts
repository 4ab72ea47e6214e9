import type { InstanceEventKind, InstanceEventWhat } from '@skewline/nexus-types/domain';
import { expect, it } from 'vitest';
import { eventText } from '../../src/operator/instance-events.ts';

const id = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01';

type Case<Kind extends InstanceEventKind> = readonly [
  what: Extract<InstanceEventWhat, { readonly kind: Kind }>,
  text: string,
];

const cases: { readonly [Kind in InstanceEventKind]: Case<Kind> } = {
  created: [{ kind: 'created' }, 'It was created.'],
  configured: [{ kind: 'configured' }, 'Its configuration was changed.'],
  start_accepted: [
    { kind: 'start_accepted', attemptId: id, origin: 'auto_restart' },
    `A start was accepted, because the control plane starts it again by itself: attempt ${id}.`,
  ],
  start_succeeded: [{ kind: 'start_succeeded', attemptId: id }, `It started: attempt ${id}.`],
  start_failed: [
    {
      kind: 'start_failed',
      attemptId: id,
      code: 'quota_exceeded',
      fault: 'user',
      transience: 'permanent',
      message: 'Too much.',
      hint: 'Less.',
    },
    `It did not start: attempt ${id}, quota_exceeded (user, permanent). Too much.`,
  ],
  restart_planned: [
    { kind: 'restart_planned', notBefore: '2026-11-21T06:00:00Z' },
    'It is going to be started again, not before 2026-11-21T06:00:00Z.',
  ],
  restart_given_up: [
    { kind: 'restart_given_up', why: 'policy_never' },
    'It is not going to be started again by itself: its policy forbids it.',
  ],
  stop_requested: [{ kind: 'stop_requested' }, 'Somebody asked for it to stop.'],
  reboot_requested: [{ kind: 'reboot_requested' }, 'Somebody asked for it to reboot.'],
  guest_shutdown: [{ kind: 'guest_shutdown' }, 'Its guest shut itself down.'],
  migration_started: [
    { kind: 'migration_started', migrationId: id },
    `It is being moved to another sled: ${id}.`,
  ],
  migration_completed: [
    { kind: 'migration_completed', migrationId: id },
    `It was moved to another sled: ${id}.`,
  ],
  migration_failed: [
    { kind: 'migration_failed', migrationId: id },
    `It stayed where it was: migration ${id} failed.`,
  ],
  state_changed: [
    { kind: 'state_changed', from: 'starting', to: 'running' },
    'Users saw it go from starting to running.',
  ],
  vmm_failed: [
    { kind: 'vmm_failed', reason: 'sled_off' },
    'Its VMM failed: sled_off. The sled that the VMM was on lost power or was switched off.',
  ],
  deleted: [{ kind: 'deleted' }, 'It was deleted.'],
};

it.each(Object.values(cases))('says $0.kind', (what, text) => {
  expect(eventText(what)).toBe(text);
});
