/**
 * `npm run audit`: what npm's registry knows to be wrong with a dependency, in all locks, but for what explained.ts says
 * does not concern us. Exit code 1 where there is something, 75 where the registry does not say.
 */
import { execFile } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { problemLines } from '../packages/problem.ts';
import { treeOfFolder } from '../src/tree.ts';
import { declined } from '../verify/steps.ts';
import { explained } from './explained.ts';
import { type Advisory, advisoriesOf, auditProblems } from './findings.ts';

const root = resolve(import.meta.dirname, '../..');
const locks = treeOfFolder(root).paths.filter((path) => /(?:^|\/)package-lock\.json$/.test(path));
const advisories: Advisory[] = [];
const unanswered: string[] = [];
for (const path of locks) {
  const cwd = join(root, dirname(path));
  const told = advisoriesOf(parsed(await npmAudit(cwd)));
  if ('unanswered' in told) {
    unanswered.push(told.unanswered);
    continue;
  }
  console.log(`${path}: ${String(told.advisories.length)} advisories`);
  advisories.push(...told.advisories);
}
const [why] = unanswered;
if (why === undefined) {
  const problems = auditProblems(advisories, explained);
  for (const line of problems.flatMap(problemLines)) console.log(line);
  console.log(`${String(advisories.length)} advisories, ${String(problems.length)} problems`);
  if (problems.length > 0) process.exitCode = 1;
} else {
  console.log(`npm's registry answers no audits: ${why}`);
  process.exitCode = declined;
}

/** What npm prints, whatever its exit code: that is 1 where there are advisories, and where there is no answer. */
function npmAudit(cwd: string): Promise<string> {
  return new Promise((settle) => {
    // With the whole environment, where npm may find how it gets to a registry.
    const options = { cwd, maxBuffer: 2 ** 26, timeout: 120_000 };
    execFile('npm', ['audit', '--json', '--package-lock-only'], options, (_, stdout) => {
      settle(stdout);
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
