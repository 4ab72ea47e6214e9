import type { Finding, Tree } from './tree.ts';

export const featuresPath = 'docs/features.md';

/** In each row of the feature table what others have names its source, and what we have a test that shows it. */
export function featureRows(tree: Tree): Finding[] {
  const text = tree.text(featuresPath);
  const sources = new Set([...text.matchAll(/^\[([^\]]+)\]: https:/gm)].map((match) => match[1]));
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| it has '))
    .flatMap((row) => {
      const [theirs = '', , shown = ''] = row.split(' | ');
      const named = [...theirs.matchAll(/\]\[([^\]]+)\]/g)].map((match) => match[1]);
      const wrong = [
        ...(named.some((name) => sources.has(name)) ? [] : ['no source of what the other has']),
        ...(namesTest(tree, shown) ? [] : ['no test']),
      ];
      return wrong.map((what) => ({ path: featuresPath, message: `A row names ${what}: ${row}` }));
    });
}

/** Suites that run on several engines are modules beside the tests that run them. */
function namesTest(tree: Tree, cell: string): boolean {
  return [...cell.matchAll(/\]\(\.\.\/([^)]+)\)/g)]
    .map((match) => match[1] ?? '')
    .some(
      (path) =>
        tree.paths.includes(path) && /\.test(?:-d)?\.ts$|\/conformance\/[^/]+\.ts$/.test(path),
    );
}
