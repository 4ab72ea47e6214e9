import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';

/** The engines' own tables, and what only tells how often something was asked. */
const notState: ReadonlySet<string> = new Set([
  'saga',
  'saga_event',
  'saga_executor',
  'schema_migration',
  'crash_call',
  'crash_count',
  'fake_call',
]);

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

interface Found {
  readonly table: string;
  readonly row: unknown;
}

/**
 * All rows of a database, one line each, so that two runs of the same saga give the same lines: an id is called by all
 * the places where it is found, and a time is only told to be there.
 */
export async function snapshot(database: Database<Tables>): Promise<readonly string[]> {
  const rows = await database.transaction(async (transaction) => {
    const tables = await sql<{ name: string }>`
      SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name
    `.execute(transaction);
    const found: Found[] = [];
    for (const { name } of tables.rows) {
      if (notState.has(name)) continue;
      const all = await sql<{ row: unknown }>`
        SELECT to_jsonb(t) AS row FROM ${sql.table(name)} t
      `.execute(transaction);
      for (const { row } of all.rows) found.push({ table: name, row });
    }
    return found;
  });
  return describeRows(rows);
}

/** See `snapshot`. */
function describeRows(rows: readonly Found[]): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const { table, row } of rows) {
    eachText(row, table, (text, place) => {
      for (const [id] of text.matchAll(uuid)) {
        const known = places.get(id) ?? new Set();
        places.set(id, known.add(place));
      }
    });
  }
  const names = new Map(
    [...places].map(([id, found]) => [id, `<${[...found].toSorted().join(' ')}>`] as const),
  );
  const worded = (text: string): string =>
    time.test(text) ? '<time>' : text.replaceAll(uuid, (id) => names.get(id) ?? id);
  return rows
    .map(({ table, row }) => `${table} ${JSON.stringify(mapTexts(row, worded))}`)
    .toSorted();
}

/** Rows that only one of the two has: `-` a wanted one, `+` one that was found; of rows of the same table what differs. */
export function difference(wanted: readonly string[], found: readonly string[]): readonly string[] {
  const added = [...without(found, wanted)];
  const changed = without(wanted, found).map((line) => {
    const table = line.slice(0, line.indexOf(' '));
    const at = added.findIndex((other) => other.startsWith(`${table} `));
    const [other] = at < 0 ? [] : added.splice(at, 1);
    return other === undefined ? `- ${line}` : `${table}: ${changedColumns(line, other)}`;
  });
  return [...changed, ...added.map((line) => `+ ${line}`)];
}

function changedColumns(wanted: string, found: string): string {
  const [before, after] = [rowOf(wanted), rowOf(found)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((column) => [column, JSON.stringify(before[column]), JSON.stringify(after[column])])
    .filter(([, one, other]) => one !== other)
    .map(([column, one, other]) => `${column} is ${other}, not ${one}`)
    .join('; ');
}

function rowOf(line: string): { readonly [column: string]: unknown } {
  // Written by `describeRows`.
  return JSON.parse(line.slice(line.indexOf(' ') + 1)) as { readonly [column: string]: unknown };
}

/** Each line as often as it is in `lines` and not in `others`. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function eachText(
  value: unknown,
  place: string,
  visit: (text: string, place: string) => void,
): void {
  if (typeof value === 'string') visit(value, place);
  else if (Array.isArray(value)) for (const one of value) eachText(one, place, visit);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      // A key may be an id itself.
      visit(key, `${place}[]`);
      eachText(one, `${place}.${key.replaceAll(uuid, '*')}`, visit);
    }
  }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [change(key), mapTexts(one, change)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}
