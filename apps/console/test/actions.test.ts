import type { InstanceState } from '@skewline/nexus-client/external';
import { expect, it } from 'vitest';
import { hindrances } from '../src/instances/actions.ts';

// As nexus itself answers: `decideStartRequest`, `decideStop` and `decideReboot` of @skewline/saga.
it.each<[InstanceState, string]>([
  ['creating', ''],
  ['starting', 'stop reboot'],
  ['running', 'stop reboot'],
  ['stopping', ''],
  ['stopped', 'start'],
  ['rebooting', 'stop reboot'],
  ['migrating', 'stop reboot'],
  ['repairing', 'stop'],
  ['failed', 'start stop'],
  ['destroyed', ''],
])('an instance that is %s can be told to: %s', (state, can) => {
  const free = Object.entries(hindrances(state)).filter(([, hindrance]) => hindrance === null);
  expect(free.map(([name]) => name).join(' ')).toBe(can);
});
