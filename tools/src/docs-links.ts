import { posix } from 'node:path';
import type { Finding, Tree } from './tree.ts';

/** Where a page leads to: the paths and anchors in its links, without those to other sites. */
export interface Link {
  readonly page: string;
  /** From the root of the repository; of a link to a heading of the page itself, the page. */
  readonly target: string;
  readonly anchor?: string;
}

/** Every link between pages leads to a file or folder of the repository, and to a heading that is there. */
export function docsLinks(tree: Tree): Finding[] {
  const folders = new Set(tree.paths.flatMap(foldersOf));
  return pagesOf(tree)
    .flatMap((page) => linksOf(tree, page))
    .flatMap(({ page, target, anchor }) => {
      if (!tree.paths.includes(target) && !folders.has(target)) {
        return [{ path: page, message: `It links to ${target}, which does not exist.` }];
      }
      if (anchor === undefined || anchorsOf(tree.text(target)).has(anchor)) return [];
      return [
        { path: page, message: `It links to #${anchor} of ${target}, which has no such heading.` },
      ];
    });
}

/** All pages of `docs/`, and the two at the root. */
export function pagesOf(tree: Tree): string[] {
  return tree.paths.filter((path) => /^(docs\/.*|README|CONTRIBUTING)\.md$/.test(path));
}

function linksOf(tree: Tree, page: string): Link[] {
  return targetsIn(tree.text(page)).flatMap((link): Link[] => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const joined = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
    const target = joined.replace(/\/$/, '');
    return [{ page, target, ...(anchor !== undefined && { anchor }) }];
  });
}

/** The targets of links and pictures in a page, outside of code. */
function targetsIn(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, 'code');
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const defined = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)$/gm)];
  return [...inline, ...defined].map((match) => match[1] ?? '');
}

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
