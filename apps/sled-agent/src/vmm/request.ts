import type { Refusal } from '@skewline/runtime';
import type { VmmStateRequested } from '@skewline/sled-agent-types/v49';
import { end, observe } from './observe.ts';
import { conflict, invalid, isGone } from './refusals.ts';
import { type Failure, isEnding, type Moment, type Vmm } from './vmm.ts';

/**
 * The VMM after somebody has asked for another state; the very same where it is in it, or on the way there. `failure` is
 * why the next start is to fail, if it is.
 */
export function request(
  vmm: Vmm,
  requested: VmmStateRequested,
  moment: Moment,
  failure: Failure | null = null,
): Vmm | Refusal {
  if (isEnding(vmm)) return isGone(vmm.id);
  switch (requested.type) {
    case 'running':
      return run(vmm, moment, failure);
    case 'stopped':
      return stop(vmm, moment);
    case 'reboot':
      return reboot(vmm, moment);
    case 'migration_target':
      return migrate(vmm, requested.value.src_propolis_addr, moment);
  }
}

function run(vmm: Vmm, { now, delays }: Moment, failure: Failure | null): Vmm | Refusal {
  switch (vmm.state.vmm_state.state.kind) {
    case 'starting':
      return vmm.work === null
        ? { ...vmm, work: { kind: 'boot', dueAt: now + delays.bootMs, failure } }
        : vmm;
    case 'running':
    case 'rebooting':
    case 'migrating':
      return vmm;
    default:
      return conflict(`VMM ${vmm.id} is stopping, and cannot run`);
  }
}

function stop(vmm: Vmm, { now, delays }: Moment): Vmm {
  const { kind } = vmm.state.vmm_state.state;
  if (kind === 'stopping' || kind === 'stopped') return vmm;
  // There is no guest yet that could be asked.
  if (vmm.work === null && kind !== 'running') return end(vmm, { kind: 'destroyed' }, now);
  const dueAt = now + Math.min(delays.stopMs, delays.stopLimitMs);
  return { ...observe(vmm, { state: { kind: 'stopping' } }, now), work: { kind: 'halt', dueAt } };
}

function reboot(vmm: Vmm, { now, delays }: Moment): Vmm | Refusal {
  const { kind } = vmm.state.vmm_state.state;
  if (kind === 'rebooting') return vmm;
  if (kind !== 'running') return conflict(`VMM ${vmm.id} is ${kind}: only one that runs reboots`);
  const work = { kind: 'reboot', dueAt: now + delays.rebootMs } as const;
  return { ...observe(vmm, { state: { kind: 'rebooting' } }, now), work };
}

function migrate(vmm: Vmm, source: string, { now, delays }: Moment): Vmm | Refusal {
  const { migration_in: incoming, vmm_state: runtime } = vmm.state;
  if (!incoming) return invalid(`VMM ${vmm.id} was not registered as the target of a migration`);
  // It was asked before: the migration goes on, or is over.
  if (incoming.state !== 'pending') return vmm;
  if (
    vmm.work !== null ||
    (runtime.state.kind !== 'starting' && runtime.state.kind !== 'migrating')
  ) {
    return conflict(`VMM ${vmm.id} is ${runtime.state.kind}: it cannot fetch a guest any more`);
  }
  const migrationId = incoming.migration_id;
  const dueAt = now + delays.migrationLimitMs;
  return {
    ...observe(
      vmm,
      { state: { kind: 'migrating' }, migrationIn: { id: migrationId, state: 'in_progress' } },
      now,
    ),
    work: { kind: 'migrate_in', phase: 'begin', migrationId, source, dueAt },
  };
}
