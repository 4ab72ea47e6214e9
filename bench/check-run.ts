/**
 * One measured piece of work in a process of its own: `check.ts` starts it and reads the line of JSON
 * that it prints. `history` reads the documents and judges all steps, once; `again` a second time in
 * the same process, as an editor does where nothing changed.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { judgeStep, readOpenApiFolder, type Verdict } from '@skewline/codegen';
import { corpusFolder, peerFolder } from './support.ts';

export interface Judged {
  readonly ms: number;
  readonly steps: number;
  readonly changes: number;
  readonly breaking: number;
  readonly unproven: number;
}

const [what = 'history', before = '', after = ''] = process.argv.slice(2);

async function judgeHistory(): Promise<readonly Verdict[]> {
  const { value: api } = await readOpenApiFolder(corpusFolder(), { name: 'sled-agent' });
  if (api === undefined) throw new Error('sled-agent cannot be read');
  return api.versions.slice(1).map((newer, index) => {
    const older = api.versions[index];
    if (older === undefined) throw new Error('a step without an older version');
    return judgeStep(older, newer, { api: api.name });
  });
}

async function history(isAgain: boolean): Promise<Judged> {
  const first = isAgain ? await judgeHistory() : undefined;
  const begin = performance.now();
  const verdicts = await judgeHistory();
  const ms = performance.now() - begin;
  if (first !== undefined && JSON.stringify(first) !== JSON.stringify(verdicts)) {
    throw new Error('judged differently the second time');
  }
  const findings = verdicts.flatMap((one) => one.findings);
  const has = (answer: string): number =>
    findings.filter(({ flows }) => Object.values(flows).some((one) => one === answer)).length;
  return {
    ms,
    steps: verdicts.length,
    changes: findings.length,
    breaking: has('breaking'),
    unproven: has('unproven'),
  };
}

interface SmartDiff {
  readonly apiCompare: (
    before: unknown,
    after: unknown,
  ) => { readonly diffs: readonly { readonly type: string }[] };
}

/** What api-smart-diff says of a step: its differences by class. */
async function smartDiff(): Promise<{ readonly ms: number; readonly report: string }> {
  // Not a dependency of ours: it is looked for when the benchmark runs.
  const load = createRequire(join(peerFolder, 'package.json'));
  const peer = load('api-smart-diff') as SmartDiff; // by its documentation
  const [one, other] = await Promise.all(
    [before, after].map(async (file): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))),
  );
  const begin = performance.now();
  const { diffs } = peer.apiCompare(one, other);
  const ms = performance.now() - begin;
  const counts = new Map<string, number>();
  for (const { type } of diffs) counts.set(type, (counts.get(type) ?? 0) + 1);
  const report = [...counts].map(([type, count]) => `${String(count)} ${type}`).join(', ');
  return { ms, report: report === '' ? 'nothing' : report };
}

console.log(
  JSON.stringify(what === 'api-smart-diff' ? await smartDiff() : await history(what === 'again')),
);
