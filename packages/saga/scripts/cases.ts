/**
 * Reads cases of the oracle's state tables, one a line, on standard input: `{"table", ...case}`; and
 * answers each with one line: `{"id", "actual"}`. A table whose cases have no id gets the table's name
 * and the case's number in the input of that table, as in `external_state#1`. A line that is no such
 * case gets `{"id", "error"}`, and the reason goes to standard error.
 *
 *     npm run -s state:cases < cases.jsonl
 */
import { createInterface } from 'node:readline';
import { answers, type OracleTables, type TableName } from './oracle-case.ts';

const counts = new Map<string, number>();

function isTable(name: unknown): name is TableName {
  return typeof name === 'string' && Object.hasOwn(answers, name);
}

function answerTable<Table extends TableName>(table: Table, oracleCase: unknown): unknown {
  // The cast: what is not a case of its table after all fails in the answer, or is caught.
  return answers[table](oracleCase as OracleTables[Table]);
}

function answerLine(
  line: string,
): { id: string | null; actual: unknown } | { id: string | null; error: string } {
  let id: string | null = null;
  try {
    // The cast: nothing more is taken for granted than that it is JSON.
    const oracleCase = JSON.parse(line) as { table?: unknown; id?: unknown } | null;
    const table = oracleCase?.table;
    if (typeof oracleCase?.id === 'string') ({ id } = oracleCase as { id: string });
    else if (typeof table === 'string') {
      const number = (counts.get(table) ?? 0) + 1;
      counts.set(table, number);
      id = `${table}#${String(number)}`;
    }
    if (!isTable(table)) throw new Error(`no table of ours: ${JSON.stringify(table)}`);
    return { id, actual: answerTable(table, oracleCase) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${id ?? 'a line'}: ${message}\n`);
    return { id, error: message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(answerLine(line))}\n`);
}
