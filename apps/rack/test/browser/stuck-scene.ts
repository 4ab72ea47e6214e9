import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import { gibibyte, type Rack, type RackUser, valueOf } from '../../src/index.ts';

export const stuckProject = 'shop';

/** What the database says when nexus gives the room of one of these instances back. */
export const lockedText = 'the tray of the sled is jammed';

/** Makes the project whose starts get stuck. */
export async function makeStuckProject(user: RackUser): Promise<void> {
  const body = { name: stuckProject, description: '' };
  valueOf(await user.external.projectCreate({ body }));
}

/**
 * A start of a new instance that really is stuck: its sled refuses to run the guest, so it is undone, and the database
 * does not let go of the room that it took. Gives the ids.
 */
export async function makeStuckStart(
  rack: Rack,
  { kysely }: Database<Tables>,
  user: RackUser,
  name: string,
): Promise<{ readonly instanceId: string; readonly sagaId: string }> {
  const body = {
    name,
    description: '',
    hostname: name,
    ncpus: 1,
    memory: gibibyte,
    start: false,
    auto_restart_policy: 'never',
  } as const;
  const made = await user.external.instanceCreate({ query: { project: stuckProject }, body });
  const { id } = valueOf(made);
  const tag = tagOf(id);
  await sql
    .raw(
      `CREATE FUNCTION ${tag}() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '${lockedText}'; END $$`,
    )
    .execute(kysely);
  await sql
    .raw(
      `CREATE TRIGGER ${tag} BEFORE DELETE ON sled_resource_vmm FOR EACH ROW
       WHEN (OLD.instance_id = '${id}') EXECUTE FUNCTION ${tag}()`,
    )
    .execute(kysely);
  const refusal = { kind: 'status', operation: 'vmm_put_state', status: 400, times: 1 } as const;
  await Promise.all(rack.sleds.map(({ control }) => control.putFaults([refusal])));
  valueOf(await user.external.instanceStart({ path: { instance: id } }));
  const saga = async () => {
    const query = { subject: id, name: 'instance_start' };
    return valueOf(await rack.operator.operator.sagaList({ query })).items[0];
  };
  const isStuck = async () => expect((await saga())?.state).toBe('stuck');
  await vi.waitFor(isStuck, { timeout: 30_000, interval: 100 });
  await Promise.all(rack.sleds.map(({ control }) => control.deleteFaults()));
  return { instanceId: id, sagaId: (await saga())?.id ?? '' };
}

/** What was in the way is not any more: the undo works when it is tried again. */
export async function mend({ kysely }: Database<Tables>, instanceId: string): Promise<void> {
  await sql.raw(`DROP FUNCTION ${tagOf(instanceId)}() CASCADE`).execute(kysely);
}

function tagOf(instanceId: string): string {
  return `jam_${instanceId.replaceAll('-', '')}`;
}
