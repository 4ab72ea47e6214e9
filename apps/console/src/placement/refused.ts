import type { StartAttempt } from '@skewline/nexus-client/operator';

/** An instance whose last start was refused. */
export interface RefusedInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly code: string;
  readonly time: string;
}

/** By instance, the newest first; of each instance the newest attempt alone. At most so many. */
export function refusedInstances(
  attempts: readonly StartAttempt[],
  most: number,
): readonly RefusedInstance[] {
  const seen = new Map<string, RefusedInstance>();
  for (const {
    instance_id: instanceId,
    instance_name: name,
    code,
    time_started: time,
  } of attempts) {
    if (seen.has(instanceId)) continue;
    // Without a record of the instance there is nothing to be placed.
    if (name !== null) seen.set(instanceId, { instanceId, name, code: code ?? 'unknown', time });
  }
  return [...seen.values()].slice(0, most);
}
