import type { Problem } from '../packages/problem.ts';
import type { Published } from '../packages/published.ts';
import { extract, type Extracted, writtenEntries } from './extract.ts';
import { pageOf } from './page.ts';
import { reportOf } from './report.ts';

/** Where the pages are. */
export const pagesFolder = 'docs/reference';

export function pagePath({ name }: Pick<Published, 'name'>): string {
  return `${pagesFolder}/${name.replace(/^.*\//, '')}.md`;
}

/** What is written of a package that is built: its `api.md` and its page, by path. */
export async function packageFiles(
  root: string,
  published: Published,
  scratch: string,
): Promise<ReadonlyMap<string, string>> {
  const extracted: Extracted[] = [];
  for (const entry of writtenEntries(published)) {
    extracted.push(await extract(root, published, entry, scratch));
  }
  return new Map([
    [`${published.folder}/api.md`, reportOf(published, extracted)],
    [pagePath(published), pageOf(published, extracted)],
  ]);
}

/** What is committed against what would be written; `text` gives nothing for a file that is not there. */
export function staleProblems(
  files: ReadonlyMap<string, string>,
  text: (path: string) => string | undefined,
): readonly Problem[] {
  return [...files].flatMap(([path, wanted]): readonly Problem[] => {
    const seen = text(path);
    if (seen === wanted) return [];
    return [
      {
        what: seen === undefined ? 'it is not there' : `it is stale: ${difference(seen, wanted)}`,
        where: path,
        fix: 'run `npm run docs:reference`, look at what changed, and commit it; users who can see it want a changeset',
      },
    ];
  });
}

function difference(seen: string, wanted: string): string {
  const lines = seen.split('\n');
  const others = wanted.split('\n');
  const index = others.findIndex((line, at) => line !== lines[at]);
  const at = index < 0 ? others.length : index;
  return `line ${String(at + 1)} is\n${lines[at] ?? '(the end)'}\nand would be\n${others[at] ?? '(the end)'}`;
}
