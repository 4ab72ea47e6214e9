import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Checked, Problem } from '../model/problem.ts';
import { errorCode, exists } from './package-files.ts';

/** A repository, seen from one folder of its working tree. */
export interface Repository {
  /** Absolute. */
  readonly root: string;
  /** The folder that it was opened at, relative to the root, with `/` at its end; empty for the root. */
  readonly prefix: string;
  /** Whether only the newest part of the history is here. */
  readonly isShallow: boolean;
}

/** Something that git was asked, and what it answered. */
export interface Answered {
  readonly code: number;
  readonly output: Buffer;
  readonly errors: string;
}

/** What a hook sets for its own git. A folder of another repository would be misunderstood by it. */
const ofHooks = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];

/** Runs git, without a shell. It does not fail: the exit code and its words are part of the answer. */
function askGit(
  folder: string,
  words: readonly string[],
  input?: string,
): Promise<Answered | 'missing'> {
  const environment: Record<string, string | undefined> = {
    ...process.env,
    // Its words are shown, and matched in one place.
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
  };
  for (const name of ofHooks) delete environment[name];
  const options = {
    cwd: folder,
    env: environment,
    encoding: 'buffer',
    maxBuffer: 2 ** 30,
  } as const;
  return new Promise((resolve) => {
    const child = execFile('git', [...words], options, (error, output, errors) => {
      if (errorCode(error) === 'ENOENT') {
        resolve('missing');
        return;
      }
      // A number unless the process was killed, or never began.
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output, errors: errors.toString('utf8') });
    });
    // One that ended early has not read all; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** The same where it must succeed. */
export async function tellGit(
  folder: string,
  words: readonly string[],
  input?: string,
): Promise<Checked<Buffer>> {
  const answer = await askGit(folder, words, input);
  if (answer === 'missing') return { problems: [noGit()] };
  if (answer.code === 0) return { value: answer.output, problems: [] };
  return { problems: [failed(words, answer)] };
}

/** The repository that a folder is in. A folder in none is a warning: nothing can have landed. */
export async function openRepository(folder: string): Promise<Checked<Repository>> {
  const words = ['rev-parse', '--show-toplevel', '--is-shallow-repository', '--show-prefix'];
  const answer = await askGit(folder, words);
  const message = 'this is no git repository, so nothing has landed and nothing is frozen';
  if (answer === 'missing') {
    return { problems: [(await looksLikeRepository(folder)) ? noGit() : nothing(message)] };
  }
  if (answer.code !== 0) {
    const isNone = /not a git repository/.test(answer.errors);
    return { problems: [isNone ? nothing(message) : failed(words, answer)] };
  }
  const [root = '', shallow, prefix = ''] = answer.output.toString('utf8').split('\n');
  return { value: { root, prefix, isShallow: shallow === 'true' }, problems: [] };
}

/** Where things have landed, as far as the working tree knows them. */
export interface Base {
  readonly commit: string;
  /** `the merge base of HEAD and main` */
  readonly name: string;
}

const usual = ['origin/main', 'main'];

/**
 * The commit that the working tree left the branch at that things land on. In the middle of a merge
 * it is that of the merge, as if it were committed already.
 */
export async function findBase(
  { root, isShallow }: Repository,
  revision: string | undefined,
): Promise<Checked<Base>> {
  const head = await commitOf(root, 'HEAD');
  if (head === undefined) {
    return { problems: [nothing('there is no commit yet, so nothing is frozen')] };
  }
  const names = revision === undefined ? usual : [revision];
  let found: { readonly name: string; readonly commit: string } | undefined;
  for (const name of names) {
    const commit = await commitOf(root, name);
    if (commit !== undefined) found ??= { name, commit };
  }
  if (found === undefined) return { problems: [unknownRevision(names, isShallow)] };
  const merged = await commitOf(root, 'MERGE_HEAD');
  const tips = merged === undefined ? [head] : [head, merged];
  const answer = await askGit(root, ['merge-base', found.commit, ...tips]);
  if (answer === 'missing') return { problems: [noGit()] };
  const commit = answer.output.toString('utf8').trim();
  if (answer.code === 0 && commit !== '') {
    return { value: { commit, name: `the merge base of HEAD and ${found.name}` }, problems: [] };
  }
  return {
    problems: [
      isShallow
        ? shallow(`no common commit of HEAD and ${found.name} is here`)
        : noBase(found.name),
    ],
  };
}

async function commitOf(root: string, revision: string): Promise<string | undefined> {
  // It would be taken for an option.
  if (revision.startsWith('-')) return undefined;
  const answer = await askGit(root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  return answer !== 'missing' && answer.code === 0
    ? answer.output.toString('utf8').trim()
    : undefined;
}

/** Something that needs history which a clone of limited depth does not have. */
export function shallow(what: string): Problem {
  return {
    code: 'clone_shallow',
    severity: 'error',
    message: `${what}: the clone is shallow`,
    fix: 'run `git fetch --unshallow`, or fetch all history in continuous integration (fetch-depth: 0)',
  };
}

/** Whether a folder or one above it looks like a repository, without asking git. */
async function looksLikeRepository(folder: string): Promise<boolean> {
  for (let at = folder; ; at = join(at, '..')) {
    if (await exists(join(at, '.git'))) return true;
    if (at === join(at, '..')) return false;
  }
}

function nothing(message: string): Problem {
  const fix = 'commit the documents where your work lands: from then on they are frozen';
  return { code: 'nothing_frozen', severity: 'warning', message, fix };
}

function unknownRevision(names: readonly string[], isShallow: boolean): Problem {
  const [first = ''] = names;
  const branch = first.replace('origin/', '');
  const remedy = isShallow
    ? `the clone is shallow: run \`git fetch --unshallow origin ${branch}\`, or fetch all history in continuous integration (fetch-depth: 0)`
    : `run \`git fetch origin ${branch}\`, or name where your work lands with --blessed-from`;
  return {
    code: 'revision_unknown',
    severity: 'error',
    message: `there is no ${names.join(' and no ')} here, so it cannot be told what has landed`,
    fix: remedy,
  };
}

function noBase(name: string): Problem {
  return {
    code: 'merge_base_missing',
    severity: 'error',
    message: `HEAD and ${name} have no commit in common, so it cannot be told what has landed`,
    fix: 'name a revision of the same history with --blessed-from',
  };
}

function noGit(): Problem {
  return {
    code: 'git_failed',
    severity: 'error',
    message: 'git is not installed, or not on the PATH',
    fix: 'install it, or name a folder of what has landed with --blessed-from-dir',
  };
}

function failed(words: readonly string[], { code, errors }: Answered): Problem {
  const [first = ''] = errors.split('\n');
  return {
    code: 'git_failed',
    severity: 'error',
    message: `git ${words[0] ?? ''} ended with ${String(code)}: ${first.replace(/^fatal: /, '')}`,
    fix: 'do what git asks for, or name a folder of what has landed with --blessed-from-dir',
  };
}
