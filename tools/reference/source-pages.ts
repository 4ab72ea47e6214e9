import type { Published } from '../packages/published.ts';
import { codesPage } from './codes.ts';
import { nexusPage, skewlinePage } from './commands.ts';
import { pagePath, pagesFolder } from './package-files.ts';

/** The pages that are made from the sources as they are, by path. */
export async function sourcePages(
  packages: readonly Published[],
): Promise<ReadonlyMap<string, string>> {
  return new Map([
    [`${pagesFolder}/README.md`, indexPage(packages)],
    [`${pagesFolder}/codes.md`, codesPage()],
    [`${pagesFolder}/nexus-commands.md`, nexusPage()],
    [`${pagesFolder}/skewline-commands.md`, await skewlinePage()],
  ]);
}

function indexPage(packages: readonly Published[]): string {
  return [
    '<!-- Written by `npm run docs:reference`. -->',
    '',
    '# Reference',
    '',
    'Made from the sources; what is wrong here is wrong there.',
    '',
    ...packages.map((published) => {
      const file = pagePath(published).slice(pagesFolder.length + 1);
      return `- [${published.name}](${file}): ${String(published.manifest['description'])}`;
    }),
    '- [Codes](codes.md) of errors, refusals and problems',
    '- [The commands of nexus](nexus-commands.md), for operators',
    '- [The commands of skewline](skewline-commands.md), the codegen',
    '',
  ].join('\n');
}
