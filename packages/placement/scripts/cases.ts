/**
 * Reads cases in the form of the oracle, one a line, on standard input, and answers each with one
 * line: `{"id", "sled"}` or `{"id", "refused", "http"}`. What is wrong with a case is told on standard
 * error; its answer is a refusal with 400.
 *
 *     npm run -s place:cases -- --seed 7 < cases.jsonl
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { answerCase, type OracleAnswer, type OracleCase } from './oracle-case.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);

function complain(id: string | null, message: string): void {
  process.stderr.write(`${id ?? 'a line'}: ${message}\n`);
}

function answerLine(line: string): OracleAnswer | { id: null; refused: string; http: number } {
  let id: string | null = null;
  try {
    // The cast: what is not a case after all fails below, and is answered.
    const oracleCase = JSON.parse(line) as OracleCase;
    if (typeof oracleCase.id === 'string') ({ id } = oracleCase);
    const { answer, problems } = answerCase(oracleCase, seed);
    for (const { path, message } of problems) complain(id, `${path.join('.')}: ${message}`);
    return answer;
  } catch (error) {
    // No JSON, or not of the shape of a case.
    complain(id, String(error));
    const refused = { refused: 'invalid_request', http: 400 };
    return id === null ? { id, ...refused } : { id, ...refused };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(answerLine(line))}\n`);
}
