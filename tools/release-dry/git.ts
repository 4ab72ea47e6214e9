import { run } from '../packages/process.ts';

/** What the tools ask of git. Nothing is changed. */
export interface Git {
  /** Why an answer could be wrong, or nothing. */
  whyNot(): Promise<string | undefined>;
  /** The tag of the newest release of a package, as changesets names it. */
  lastRelease(name: string): Promise<string | undefined>;
  /** The commit at which this branch left another one. */
  mergeBase(reference: string): Promise<string | undefined>;
  /** Files below a folder that are not as they were, new ones included. */
  changedSince(commit: string, folder: string): Promise<readonly string[]>;
  textAt(commit: string, path: string): Promise<string | undefined>;
}

export function gitIn(root: string): Git {
  const git = async (...args: readonly string[]): Promise<string | undefined> => {
    const { ok, stdout } = await run('git', args, { cwd: root });
    return ok ? stdout : undefined;
  };
  const paths = async (...args: readonly string[]): Promise<readonly string[]> => {
    const output = await git(...args);
    if (output === undefined) throw new Error(`git ${args.join(' ')} failed in ${root}.`);
    return output.split('\0').filter((path) => path !== '');
  };
  return {
    whyNot: async () => {
      const shallow = await git('rev-parse', '--is-shallow-repository');
      if (shallow === undefined)
        return 'this is no git repository, so nothing is known of earlier releases';
      if (shallow.trim() === 'false') return undefined;
      return 'this clone is shallow, so earlier releases may be missing: run `git fetch --unshallow --tags`';
    },
    lastRelease: async (name) => {
      const tags = await git('tag', '--list', `${name}@*`, '--sort=-v:refname');
      return tags?.split('\n').find((tag) => tag !== '');
    },
    mergeBase: async (reference) => (await git('merge-base', reference, 'HEAD'))?.trim(),
    changedSince: async (commit, folder) => {
      const tracked = await paths('diff', '--name-only', '-z', commit, '--', folder);
      const others = ['ls-files', '-z', '--others', '--exclude-standard', '--', folder];
      return [...new Set([...tracked, ...(await paths(...others))])].sort();
    },
    textAt: (commit, path) => git('show', `${commit}:${path}`),
  };
}
