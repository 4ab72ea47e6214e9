import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import {
  type NamedKey,
  type NamedPage,
  type NamedSort,
  pageOfNamed,
  type Queries,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';

const sorts: readonly NamedSort[] = ['name_ascending', 'name_descending', 'id_ascending'];
const instances = 50_000;
const projects = 20_000;

/** One node of a plan, as EXPLAIN tells it. */
interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows pass through all nodes of a plan together, or are looked at there in vain. */
function rowsOf(node: PlanNode): number {
  const inner = (node.Plans ?? []).map(rowsOf).reduce((sum, rows) => sum + rows, 0);
  const here = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return here * node['Actual Loops'] + inner;
}

async function rowsRead(queries: Queries, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{
    readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] | string;
  }>`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`.execute(queries);
  const said = rows[0]?.['QUERY PLAN'];
  // Depending on the driver, JSON comes as text or as what it says.
  const plan = (typeof said === 'string' ? JSON.parse(said) : said) as
    readonly [{ readonly Plan: PlanNode }] | undefined;
  if (plan === undefined) throw new Error('EXPLAIN said nothing');
  return rowsOf(plan[0].Plan);
}

interface Query {
  offset(count: number): { execute(): Promise<readonly NamedKey[]> };
}

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const projectId = randomUUID();

  beforeAll(async () => {
    const { kysely } = database();
    const from = sql`'', now(), now()`;
    // Names and ids are in no common order, and there are other projects in between.
    await sql`
      INSERT INTO instance (
        id, name, description, time_created, time_modified, project_id, user_data, ncpus, memory,
        hostname, state, time_state_updated, state_generation, intended_state
      )
      SELECT
        gen_random_uuid(), 'i' || lpad((n * 7919 % 200000)::text, 6, '0'), ${from},
        CASE WHEN n % 2 = 0 THEN ${projectId}::uuid ELSE gen_random_uuid() END,
        '', 1, 1073741824, 'host', 'no_vmm', now(), 1, 'stopped'
      FROM generate_series(1, ${2 * instances}::int) n`.execute(kysely);
    await sql`
      INSERT INTO project (
        id, name, description, time_created, time_modified, owner_user_id,
        default_ipv4_subnet_id, default_ipv6_subnet_id
      )
      SELECT
        gen_random_uuid(), 'p' || (n % 100)::text, ${from},
        gen_random_uuid(), gen_random_uuid(), gen_random_uuid()
      FROM generate_series(1, ${projects}::int) n`.execute(kysely);
    for (const table of ['instance', 'project']) {
      await sql`ANALYZE ${sql.table(table)}`.execute(kysely);
    }
  });

  const ofProject = (page: NamedPage) =>
    database()
      .kysely.selectFrom('instance')
      .select(['id', 'name'])
      .where('project_id', '=', projectId)
      .where('time_deleted', 'is', null)
      .$call((query) => pageOfNamed(query, 'instance', page));
  const ofAll = (page: NamedPage) =>
    database()
      .kysely.selectFrom('project')
      .select(['id', 'name'])
      .where('time_deleted', 'is', null)
      .$call((query) => pageOfNamed(query, 'project', page));

  /** What a page ends with that is far from both ends. */
  async function middle(sort: NamedSort, query: (page: NamedPage) => Query): Promise<NamedKey> {
    const [key] = await query({ sort, after: null, limit: 1 }).offset(9000).execute();
    if (key === undefined) throw new Error('there are more');
    return key;
  }

  describe.each(sorts)('sorted %s', (sort) => {
    it('a page of a large project reads little more than it gives, wherever it is', async () => {
      const limit = 101;
      for (const after of [null, await middle(sort, ofProject)]) {
        const query = ofProject({ sort, after, limit });
        expect(await query.execute()).toHaveLength(limit);
        const read = await rowsRead(database().kysely, sql`${query}`);
        expect(read).toBeLessThan(6 * limit);
      }
    });

    it('so does a page of all projects, of which many have the same name', async () => {
      const limit = 101;
      for (const after of [null, await middle(sort, ofAll)]) {
        const query = ofAll({ sort, after, limit });
        expect(await query.execute()).toHaveLength(limit);
        const read = await rowsRead(database().kysely, sql`${query}`);
        expect(read).toBeLessThan(6 * limit);
      }
    });

    it('a walk gives each once and in order', async () => {
      const found: NamedKey[] = [];
      let after: NamedKey | null = null;
      for (;;) {
        const page: readonly NamedKey[] = await ofAll({ sort, after, limit: 1999 }).execute();
        if (page.length === 0) break;
        found.push(...page);
        after = page.at(-1) ?? null;
      }
      expect(found).toHaveLength(projects);
      expect(new Set(found.map(({ id }) => id)).size).toBe(projects);
      const keys = found.map(({ name, id }) => (sort === 'id_ascending' ? id : `${name} ${id}`));
      const sorted = keys.toSorted();
      expect(keys).toEqual(sort === 'name_descending' ? sorted.toReversed() : sorted);
    });
  });
});
