import type { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { InstanceEnsureBody } from '@skewline/sled-agent-types/v49';
import { attachmentsOf } from './attachments.ts';
import { conflict, invalid, isGone } from './refusals.ts';
import { isEnding, timeOf, type Vmm } from './vmm.ts';

/** The VMM that is registered: the one that is there, where it is the same, or a new one. */
export function register(
  there: Vmm | undefined,
  id: Uuid,
  body: InstanceEnsureBody,
  now: number,
): Vmm | Refusal {
  if (there !== undefined) {
    if (isEnding(there)) return isGone(id);
    const difference = differenceOf(there.registration, body);
    return difference === undefined
      ? there
      : conflict(`VMM ${id} is registered already, with another ${difference}`);
  }
  const { state } = body.vmm_runtime;
  if (state.kind !== 'starting' && state.kind !== 'migrating') {
    return invalid(`a VMM begins as starting or migrating, not as ${state.kind}`);
  }
  const migrationId = body.migration_id ?? null;
  if (state.kind === 'migrating' && migrationId === null) {
    return invalid('a VMM that begins as migrating needs a migration_id');
  }
  return {
    id,
    registration: body,
    state: {
      vmm_state: body.vmm_runtime,
      migration_in:
        migrationId === null
          ? null
          : { migration_id: migrationId, state: 'pending', gen: 1, time_updated: timeOf(now) },
      migration_out: null,
    },
    unsent: [],
    work: null,
    attachments: attachmentsOf(body),
  };
}

/**
 * In what a VMM would be another one. Not the whole body: whoever repeats a registration may have been upgraded in
 * between, and then says the same in the words of another version; and the time of the request is in it too.
 */
function differenceOf(one: InstanceEnsureBody, other: InstanceEnsureBody): string | undefined {
  const [a, b] = [identityOf(one), identityOf(other)];
  return Object.keys(a).find((name) => a[name] !== b[name]);
}

function identityOf(body: InstanceEnsureBody): Readonly<Record<string, unknown>> {
  const { board } = body.vmm_spec;
  return {
    instance_id: body.instance_id,
    migration_id: body.migration_id ?? null,
    propolis_addr: body.propolis_addr,
    hostname: body.local_config.hostname,
    project_id: body.metadata.project_id,
    silo_id: body.metadata.silo_id,
    'number of CPUs': board.cpus,
    'size of memory': board.memory_mb,
  };
}
