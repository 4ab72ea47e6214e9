import type { Database, Tables } from '@skewline/db-model';
import { type RawBuilder, sql } from 'kysely';

/**
 * What should not be there when no saga is under way, each as a text; empty: all is clean. Sagas that still run make
 * leftovers of what they have in hand.
 */
export async function leftovers(database: Database<Tables>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [what, query] of Object.entries(checks)) {
    const { rows } = await sql<{ readonly what: string }>`
      SELECT found.what::text AS what FROM (${query}) AS found (what) ORDER BY 1`.execute(
      database.kysely,
    );
    found.push(...rows.map((row) => `${what}: ${row.what}`));
  }
  return found;
}

const linked = sql`
  SELECT active_propolis_id AS id FROM instance
  WHERE active_propolis_id IS NOT NULL AND time_deleted IS NULL
  UNION SELECT target_propolis_id FROM instance
  WHERE target_propolis_id IS NOT NULL AND time_deleted IS NULL`;

const live = sql`SELECT id FROM instance WHERE time_deleted IS NULL`;

const over = sql`('destroyed', 'failed', 'saga_unwound')`;

const checks: { readonly [what: string]: RawBuilder<unknown> } = {
  'a reservation of no live VMM': sql`
    SELECT r.id FROM sled_resource_vmm r WHERE NOT EXISTS (
      SELECT 1 FROM vmm v
      WHERE v.id = r.id AND v.time_deleted IS NULL
        AND (v.state NOT IN ${over} OR v.id IN (${linked}) AND v.state <> 'saga_unwound'))`,
  'a live VMM without a reservation': sql`
    SELECT v.id FROM vmm v
    WHERE v.time_deleted IS NULL AND v.state NOT IN ${over}
      AND NOT EXISTS (SELECT 1 FROM sled_resource_vmm r WHERE r.id = v.id)`,
  'a VMM that nobody is linked to': sql`
    SELECT v.id FROM vmm v
    WHERE v.time_deleted IS NULL AND v.state <> 'saga_unwound' AND v.id NOT IN (${linked})`,
  'an instance linked to an unwound or unknown VMM': sql`
    SELECT l.id FROM (${linked}) l
    WHERE NOT EXISTS (
      SELECT 1 FROM vmm v
      WHERE v.id = l.id AND v.time_deleted IS NULL AND v.state <> 'saga_unwound')`,
  'a VMM on a sled that no record knows': sql`
    SELECT f.vmm_id FROM fake_vmm f
    WHERE f.report #>> '{vmmState,state,kind}' NOT IN ('destroyed', 'failed')
      AND (f.vmm_id NOT IN (${linked}) OR NOT EXISTS (
        SELECT 1 FROM vmm v WHERE v.id = f.vmm_id AND v.sled_id = f.sled_id
          AND v.time_deleted IS NULL AND v.state NOT IN ${over}))`,
  'a NAT entry of an instance that does not run': sql`
    SELECT n.instance_id FROM fake_nat n WHERE NOT EXISTS (
      SELECT 1 FROM instance i WHERE i.id = n.instance_id AND i.state = 'vmm' AND i.time_deleted IS NULL)`,
  'a NAT entry that leads to another sled': sql`
    SELECT n.instance_id FROM fake_nat n
    JOIN instance i ON i.id = n.instance_id
    JOIN vmm v ON v.id = i.active_propolis_id
    WHERE v.sled_id <> n.sled_id`,
  'an instance that runs without a NAT entry': sql`
    SELECT i.id FROM instance i JOIN vmm v ON v.id = i.active_propolis_id
    WHERE v.state = 'running' AND i.time_deleted IS NULL
      AND NOT EXISTS (SELECT 1 FROM fake_nat n WHERE n.instance_id = i.id)`,
  'multicast to an instance that does not run': sql`
    SELECT n.instance_id FROM fake_multicast n WHERE NOT EXISTS (
      SELECT 1 FROM instance i WHERE i.id = n.instance_id AND i.state = 'vmm' AND i.time_deleted IS NULL)`,
  'a charge for an instance that does not run': sql`
    SELECT p.id FROM virtual_provisioning_resource p WHERE NOT EXISTS (
      SELECT 1 FROM instance i WHERE i.id = p.id AND i.state = 'vmm' AND i.time_deleted IS NULL)`,
  'an instance that runs without a charge': sql`
    SELECT i.id FROM instance i JOIN vmm v ON v.id = i.active_propolis_id
    WHERE v.state = 'running' AND i.time_deleted IS NULL
      AND NOT EXISTS (SELECT 1 FROM virtual_provisioning_resource p WHERE p.id = i.id)`,
  'a project whose charges do not add up': sql`
    SELECT c.id FROM virtual_provisioning_collection c
    LEFT JOIN virtual_provisioning_resource p ON p.project_id = c.id
    GROUP BY c.id, c.cpus_provisioned, c.ram_provisioned
    HAVING COALESCE(SUM(p.cpus), 0) <> c.cpus_provisioned
      OR COALESCE(SUM(p.ram), 0) <> c.ram_provisioned`,
  'a locked instance': sql`SELECT id FROM instance WHERE updater_id IS NOT NULL`,
  'a migration nobody takes part in': sql`
    SELECT m.id FROM migration m
    WHERE m.time_deleted IS NULL
      AND m.source_state NOT IN ('failed', 'completed') AND m.target_state NOT IN ('failed', 'completed')
      AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.migration_id = m.id)`,
  'an instance at rest that is still to run': sql`
    SELECT id FROM instance
    WHERE state = 'no_vmm' AND intended_state = 'running' AND time_deleted IS NULL`,
  'an open attempt without a live saga': sql`
    SELECT a.id FROM start_attempt a
    WHERE a.outcome IS NULL AND NOT EXISTS (
      SELECT 1 FROM saga s WHERE s.id = a.id AND s.state IN ('running', 'unwinding', 'parked'))`,
  'an attempt whose outcome is not told once': sql`
    SELECT a.id FROM start_attempt a
    WHERE (SELECT COUNT(*) FROM instance_event e
      WHERE e.instance_id = a.instance_id
        AND e.kind IN ('start_succeeded', 'start_failed')
        AND e.data ->> 'attempt_id' = a.id::text)
      <> CASE WHEN a.outcome IS NULL THEN 0 ELSE 1 END`,
  'an attempt that is told otherwise than it ended': sql`
    SELECT a.id FROM start_attempt a
    JOIN instance_event e ON e.instance_id = a.instance_id AND e.data ->> 'attempt_id' = a.id::text
    WHERE e.kind IN ('start_succeeded', 'start_failed') AND e.kind <> 'start_' || a.outcome::text`,
  'an address of no instance': sql`
    SELECT host(a.ip) FROM external_ip a
    WHERE a.time_deleted IS NULL AND a.instance_id IS NOT NULL AND a.instance_id NOT IN (${live})`,
  'a network interface of no instance': sql`
    SELECT n.id FROM network_interface n
    WHERE n.time_deleted IS NULL AND n.instance_id NOT IN (${live})`,
  'a disk attached to no instance': sql`
    SELECT d.id FROM disk d
    WHERE d.time_deleted IS NULL AND d.attach_instance_id IS NOT NULL
      AND d.attach_instance_id NOT IN (${live})`,
  'a member of an affinity group that is no instance': sql`
    SELECT m.instance_id FROM affinity_group_instance_membership m
    WHERE m.instance_id NOT IN (${live})`,
  'a member of an anti-affinity group that is no instance': sql`
    SELECT m.instance_id FROM anti_affinity_group_instance_membership m
    WHERE m.instance_id NOT IN (${live})`,
  'an instance that was never made': sql`
    SELECT i.id FROM instance i WHERE i.state = 'creating' AND i.time_deleted IS NULL`,
};
