import type { Entry, Published } from '../packages/published.ts';
import type { Extracted } from './extract.ts';

/** `api.md` of a package: all that its users can name, so that a review sees where that changes. */
export function reportOf(
  { name, entries }: Pick<Published, 'name' | 'entries'>,
  extracted: readonly Pick<Extracted, 'entry' | 'signatures'>[],
): string {
  const written = extracted.map(
    ({ entry, signatures }) => `## ${entry.specifier}\n\n\`\`\`ts\n${signatures}\n\`\`\`\n`,
  );
  const others = entries.filter((entry) => !extracted.some((one) => one.entry === entry));
  return [
    '<!-- Written by `npm run docs:reference`. -->',
    '',
    `# What ${name} offers`,
    '',
    'A change here is one that users can see: it wants a changeset.',
    '',
    ...written,
    ...generatedSection(others),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** The entries that are generated, by name. */
export function generatedSection(entries: readonly Entry[]): readonly string[] {
  if (entries.length === 0) return [];
  return ['## Generated entries', '', ...entries.map(({ specifier }) => `- \`${specifier}\``), ''];
}
