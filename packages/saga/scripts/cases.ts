/**
 * Reads cases of the oracle's state tables, one a line, on standard input: `{"table", ...case}`; and
 * answers each with one line, in their order: `{"id", "actual"}`. What is actual has the form of the
 * case's `expected`; of tables without it, of the members that are to be compared: the predicates, or
 * `steps` with their results and `after`. A case without an id is called by its table and its number
 * among those, as in `external_state#1`. A line that is no case gets `{"id", "error"}`, and the reason
 * goes to standard error too.
 *
 *     npm run -s state:cases < cases.jsonl
 */
import { createInterface } from 'node:readline';
import {
  answerGenerationWrites,
  type GenerationWritesCase,
  openStore,
} from './generation-writes.ts';
import { answers, type OracleTables, type TableName } from './oracle-case.ts';

type Answer =
  | { readonly id: string | null; readonly actual: unknown }
  | { readonly id: string | null; readonly error: string };

const counts = new Map<string, number>();
/** Opened by the first case that needs it: it takes seconds. */
let store: ReturnType<typeof openStore> | undefined;

function isTable(name: unknown): name is TableName {
  return typeof name === 'string' && Object.hasOwn(answers, name);
}

function answerPure<Table extends TableName>(table: Table, oracleCase: unknown): unknown {
  // The cast: what is not a case of its table after all fails in the answer, and is caught.
  return answers[table](oracleCase as OracleTables[Table]);
}

async function answerCase(table: unknown, oracleCase: unknown): Promise<unknown> {
  if (isTable(table)) return answerPure(table, oracleCase);
  if (table !== 'generation_writes') throw new Error(`no such table: ${String(table)}`);
  store ??= openStore();
  // The cast: as above.
  return answerGenerationWrites(await store, oracleCase as GenerationWritesCase);
}

function idOf({ table, id }: { readonly table?: unknown; readonly id?: unknown }): string | null {
  if (typeof id === 'string') return id;
  if (typeof table !== 'string') return null;
  const number = (counts.get(table) ?? 0) + 1;
  counts.set(table, number);
  return `${table}#${String(number)}`;
}

async function answerLine(line: string): Promise<Answer> {
  let id: string | null = null;
  try {
    const oracleCase: unknown = JSON.parse(line);
    if (typeof oracleCase !== 'object' || oracleCase === null) throw new Error('no object');
    id = idOf(oracleCase);
    const table = 'table' in oracleCase ? oracleCase.table : undefined;
    return { id, actual: await answerCase(table, oracleCase) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${id ?? 'a line'}: ${message}\n`);
    return { id, error: message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await answerLine(line))}\n`);
}
await (await store)?.close();
