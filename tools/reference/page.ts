import {
  ApiDeclaredItem,
  ApiDocumentedItem,
  type ApiItem,
  ApiItemContainerMixin,
  ApiItemKind,
  ApiNameMixin,
} from '@microsoft/api-extractor-model';
import type { Published } from '../packages/published.ts';
import { commentOf } from './comment.ts';
import type { Extracted } from './extract.ts';
import { generatedSection } from './report.ts';

/** The page of a package in docs/reference. */
export function pageOf(
  { name, folder, manifest, entries }: Published,
  extracted: readonly Pick<Extracted, 'entry' | 'api'>[],
): string {
  const sections = extracted.flatMap(({ entry, api }) => [
    `## ${entry.specifier}`,
    '',
    ...api.members.flatMap(itemLines),
  ]);
  const others = entries.filter((entry) => !extracted.some((one) => one.entry === entry));
  return [
    '<!-- Written by `npm run docs:reference` from the declarations of the package. -->',
    '',
    `# ${name}`,
    '',
    `${String(manifest['description'])}. How it is used is in its [README](../../${folder}/README.md).`,
    '',
    ...sections,
    ...generatedSection(others),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function itemLines(item: ApiItem): readonly string[] {
  const comment = textOf(item);
  return [
    `### ${nameOf(item)}`,
    '',
    ...(comment === '' ? [] : [comment, '']),
    '```ts',
    ...declaration(item),
    '```',
    '',
  ];
}

/** As in a `.d.ts` file: members have their comments above them. `depth` is how deep that file had it. */
function declaration(item: ApiItem, depth = 0): readonly string[] {
  if (!(item instanceof ApiDeclaredItem)) return [];
  const text = item.excerpt.text
    .replace(/^export (?:declare )?/, '')
    .trimEnd()
    // The compiler indents by four.
    .replaceAll(/(?<=\n) +/g, (spaces) => ' '.repeat(Math.max(0, spaces.length / 2 - depth * 2)));
  const hasMembers = item.kind === ApiItemKind.Interface || item.kind === ApiItemKind.Class;
  if (!hasMembers || !ApiItemContainerMixin.isBaseClassOf(item)) {
    return text.replace(/;?$/, ';').split('\n');
  }
  const members = item.members.flatMap((member) => [
    ...commentLines(textOf(member)),
    ...declaration(member, depth + 1),
  ]);
  return [`${text} {`, ...members.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
}

function commentLines(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.length === 1) return [`/** ${text} */`];
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

function textOf(item: ApiItem): string {
  if (!(item instanceof ApiDocumentedItem) || item.tsdocComment === undefined) return '';
  const text = commentOf(item.tsdocComment);
  // API Extractor's own words where the author of a constructor has none.
  return /^Constructs a new instance of the `\w+` class$/.test(text) ? '' : text;
}

function nameOf(item: ApiItem): string {
  return ApiNameMixin.isBaseClassOf(item) ? item.name : item.displayName;
}
