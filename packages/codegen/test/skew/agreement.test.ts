import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OperationConversions } from '@skewline/runtime';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emitPackage, type Planned, planApi } from '../../src/build.ts';
import type { Operation } from '../../src/model/api.ts';
import { type Lineage, lineagesOf } from '../../src/plan/lineage.ts';
import { requestSchema } from '../../src/plan/operation.ts';
import type { DecisionTable } from '../../src/skew/answer.ts';
import { type Hop, hopOf, operationAt } from '../../src/skew/hop.ts';
import type { Limit } from '../../src/skew/limit.ts';
import { type SkewReport, skewReport } from '../../src/skew/report.ts';
import { type Outcome, request, response, type Shims } from './exchanges.ts';
import { decisionsText, histories, valueOf } from './histories.ts';

let root = '';
beforeAll(async () => {
  // Inside the repository, so that the runtime is found; where git ignores it.
  root = await mkdtemp(join(import.meta.dirname, '../plan/.built-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let count = 0;

/** The package, running: its report, and its shims. */
async function build(
  planned: Planned,
  choices: readonly number[],
): Promise<{ readonly report: SkewReport; readonly shims: Shims }> {
  const { api, steps } = planned;
  count += 1;
  const folder = join(root, String(count));
  const emitted = emitPackage(planned, { doNotForward: new Map(), refine: new Map() });
  const files = new Map([...emitted].filter(([path]) => /(?:up|down|operations)\.ts$/.test(path)));
  files.set('decisions.ts', decisionsText(steps, choices));
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const load = async (path: string): Promise<unknown> => import(join(folder, path));
  // What was just written has these exports.
  const { decisions } = (await load('decisions.ts')) as { readonly decisions: DecisionTable };
  const tables = new Map<number, OperationConversions>();
  for (const { index, newer } of steps) {
    const path = `generated/${newer.id.folder}/operations.ts`;
    if (!files.has(path)) continue;
    const module = (await load(path)) as { readonly operations: OperationConversions };
    tables.set(index, module.operations);
  }
  const report = skewReport({ api, steps, decisions, sparse: false, doNotForward: new Map() });
  return { report, shims: ({ step }) => tables.get(step.index) ?? {} };
}

function hopsBetween(lineage: Lineage, from: number, to: number, planned: Planned): readonly Hop[] {
  const direction = from < to ? 'up' : 'down';
  const hops: Hop[] = [];
  for (let at = from; at !== to; at += from < to ? 1 : -1) {
    const hop = hopOf(lineage, at, direction, planned.steps);
    if (hop !== undefined) hops.push(hop);
  }
  return hops;
}

/** Why what happened is not what the report says; nothing where it is. */
function disagreement({ refused, lost }: Outcome, limits: readonly Limit[]): string | undefined {
  const has = (...effects: readonly string[]): boolean =>
    limits.some(({ effect }) => effects.includes(effect));
  if (refused && !has('refused', 'decided')) return 'it is refused, and nothing says so';
  // What a person decides by hand without declaring a loss is not for the report to know.
  if (!refused && lost && !has('lost', 'decided')) return 'it is lost, and nothing says so';
  if (!refused && limits.some(({ effect, always }) => effect === 'refused' && always)) {
    return 'it passes, and is said to be refused always';
  }
  return undefined;
}

const tally = { full: 0, lossy: 0, conditional: 0, refused: 0 };

test('what is said of random histories is what happens to random values', async () => {
  const property = fc.asyncProperty(
    histories,
    fc.infiniteStream(fc.nat(9_999)),
    async ({ api, choices }, numbers) => {
      const next = (): number => numbers.next().value ?? 0;
      const planned = planApi(api, { ask: [], refine: new Map() });
      const { report, shims } = await build(planned, choices);
      const { versions } = api;
      for (const lineage of lineagesOf(planned)) {
        for (const client of versions.keys()) {
          for (const server of versions.keys()) {
            const [sent, taken] = [operationAt(lineage, client), operationAt(lineage, server)];
            if (sent === undefined || taken === undefined || client === server) continue;
            const pair = report.pairs[client * versions.length + server];
            const found = pair?.operations.find(({ id }) => id === sent.id);
            tally[found?.status ?? 'full'] += 1;
            const limits = (found?.limits ?? []).flatMap((one) => report.limits[one] ?? []);
            const about = (part: string, status?: string): readonly Limit[] =>
              limits.filter((one) => one.part === part && one.status === status);
            const there = hopsBetween(lineage, client, server, planned);
            const back = hopsBetween(lineage, server, client, planned);
            const [from, to] = [there[0]?.sourceSide, back[0]?.sourceSide];
            if (from === undefined || to === undefined) continue;
            for (let run = 0; run < 5; run += 1) {
              const said = valueOf(requestSchema(sent), from, next);
              const where = `client ${pair?.client ?? ''}, server ${pair?.server ?? ''}, ${sent.id}`;
              const wrong = disagreement(request(said, there, shims), about('request'));
              if (wrong !== undefined)
                throw new Error(`${where} request ${JSON.stringify(said)}: ${wrong}`);
              for (const [status, number] of statusesOf(taken)) {
                const schema = taken.responses.get(status)?.content.get('application/json');
                if (schema === undefined) continue;
                const told = valueOf(schema, to, next);
                const outcome = response(number, told, back, shims);
                // Only a success that never comes is said to be refused always; errors are apart.
                const other = disagreement(outcome, about('response', status));
                if (other !== undefined)
                  throw new Error(`${where} ${status} ${JSON.stringify(told)}: ${other}`);
              }
            }
          }
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 60 });
  // The histories are such that each case occurs.
  for (const number of Object.values(tally)) expect(number).toBeGreaterThan(10);
});

function statusesOf({ responses }: Operation): readonly (readonly [string, number])[] {
  return [...responses.keys()].map((status) => [status, Number(status.replace('XX', '04'))]);
}
