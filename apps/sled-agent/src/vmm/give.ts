import { type Refusal, refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { observe } from './observe.ts';
import { conflict } from './refusals.ts';
import type { Moment, Vmm } from './vmm.ts';

/**
 * The source's side of a migration. Whether the guest has gone is decided here and nowhere else: before `handOver` it is
 * the source's, after it the target's.
 */

/** Another VMM begins to fetch the guest. */
export function beginGiving(vmm: Vmm, migrationId: Uuid, moment: Moment): Vmm | Refusal {
  const { vmm_state: runtime, migration_out: outgoing } = vmm.state;
  if (isGiving(vmm, migrationId)) return vmm;
  if (outgoing?.migration_id === migrationId) {
    return conflict(`migration ${migrationId} is over: it has ${outgoing.state}`);
  }
  switch (runtime.state.kind) {
    case 'running': {
      const seen = {
        state: { kind: 'migrating' },
        migrationOut: { id: migrationId, state: 'in_progress' },
      } as const;
      const { now, delays } = moment;
      // Longer than the target waits, so that it hears of the end, and does not find out.
      const dueAt = now + delays.migrationMs + 3 * delays.migrationLimitMs;
      return { ...observe(vmm, seen, now), work: { kind: 'migrate_out', migrationId, dueAt } };
    }
    case 'rebooting':
      return refusal(503, `VMM ${vmm.id} is rebooting`, 'ServiceNotAvailable');
    default:
      return conflict(`VMM ${vmm.id} is ${runtime.state.kind}: it has no guest to give`);
  }
}

/** The other VMM has the guest. This one comes to its end. */
export function handOver(vmm: Vmm, migrationId: Uuid, { now, delays }: Moment): Vmm | Refusal {
  const { migration_out: outgoing } = vmm.state;
  if (outgoing?.migration_id === migrationId && outgoing.state === 'completed') return vmm;
  if (!isGiving(vmm, migrationId)) return conflict(`migration ${migrationId} is not under way`);
  const seen = {
    state: { kind: 'stopping' },
    migrationOut: { id: migrationId, state: 'completed' },
  } as const;
  const dueAt = now + Math.min(delays.stopMs, delays.stopLimitMs);
  return { ...observe(vmm, seen, now), work: { kind: 'halt', dueAt } };
}

/** The other VMM gives up. The guest runs on. */
export function keep(vmm: Vmm, migrationId: Uuid, { now }: Moment): Vmm {
  if (!isGiving(vmm, migrationId)) return vmm;
  const seen = {
    state: { kind: 'running' },
    migrationOut: { id: migrationId, state: 'failed' },
  } as const;
  return { ...observe(vmm, seen, now), work: null };
}

function isGiving({ work }: Vmm, migrationId: Uuid): boolean {
  return work?.kind === 'migrate_out' && work.migrationId === migrationId;
}
