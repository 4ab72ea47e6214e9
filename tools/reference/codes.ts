import { errorReply, type ErrorStatus } from '../../apps/nexus/src/refused.ts';
import { catalogue } from '../../packages/codegen/src/model/problem.ts';
import { rowProblems } from '../../packages/db-model/src/row/problems.ts';
import { storeRefusals } from '../../packages/db-model/src/store/refusals.ts';
import { domainProblems } from '../../packages/nexus-types/src/domain/problem.ts';
import { startFailureCodes } from '../../packages/nexus-types/src/domain/start-attempt.ts';
import { placementProblems } from '../../packages/placement/src/problem.ts';
import { refusalTexts } from '../../packages/placement/src/refusal.ts';
import { engineRefusals } from '../../packages/saga/src/engine/refusal.ts';

/** The catalogues that the sources have, each with who says these codes. */
interface Catalogue {
  readonly title: string;
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every status that nexus answers an error with. */
const statuses: { readonly [Status in ErrorStatus]: true } = {
  400: true,
  401: true,
  403: true,
  404: true,
  409: true,
  410: true,
  413: true,
  429: true,
  500: true,
  502: true,
  503: true,
  504: true,
  507: true,
};

const answers = Object.keys(statuses).map((status): readonly string[] => {
  // Its keys are these statuses, which an object has as text.
  const reply = errorReply({ requestId: '' }, Number(status) as ErrorStatus, '');
  return [status, code(reply.body.error_code)];
});

const catalogues: readonly Catalogue[] = [
  {
    title: 'Errors of the APIs of nexus',
    about:
      'The member `error_code` of an answer that is an error. A 400 about a name that is taken has `ObjectAlreadyExists`.',
    columns: ['status', 'error_code'],
    rows: answers,
  },
  {
    title: 'Why an instance was not started',
    about: 'The failure of a start attempt: `startFailureCodes` of `@skewline/nexus-types/domain`.',
    columns: ['code', 'whose', 'whether waiting helps', 'what it says', 'what may help'],
    rows: rowsOf(startFailureCodes, ({ fault, transience, message, hint }) => [
      fault,
      transience,
      message,
      hint ?? '',
    ]),
  },
  {
    title: 'Why placement refuses',
    about: '`refusalTexts` of `@skewline/placement`.',
    columns: ['code', 'status', 'whose', 'whether waiting helps', 'what it says'],
    rows: rowsOf(refusalTexts, ({ http, fault, transience, message }) => [
      String(http),
      fault,
      transience,
      message,
    ]),
  },
  {
    title: 'What is wrong with what placement was given',
    about: '`placementProblems` of `@skewline/placement`.',
    columns: ['code', 'what it means'],
    rows: rowsOf(placementProblems, (text) => [text]),
  },
  {
    title: 'Why the engine of sagas refuses',
    about: '`engineRefusals` of `@skewline/saga`.',
    columns: ['code', 'status', 'what it says'],
    rows: rowsOf(engineRefusals, ({ status, message }) => [String(status), message]),
  },
  {
    title: 'Why a write to the database is refused',
    about: '`storeRefusals` of `@skewline/db-model`.',
    columns: ['code', 'status', 'what it says'],
    rows: rowsOf(storeRefusals, ({ status, message }) => [String(status), message]),
  },
  {
    title: 'What is odd in a row of the database',
    about: '`rowProblems` of `@skewline/db-model`.',
    columns: ['code', 'what it means'],
    rows: rowsOf(rowProblems, (text) => [text]),
  },
  {
    title: 'What contradicts itself in the domain',
    about: '`domainProblems` of `@skewline/nexus-types/domain`.',
    columns: ['code', 'what it means'],
    rows: rowsOf(domainProblems, (text) => [text]),
  },
  {
    title: 'What the codegen reports',
    about: 'The `code` of a problem, in what `skewline` prints and in its JSON.',
    columns: ['code', 'what it means'],
    rows: rowsOf(catalogue, (text) => [text]),
  },
];

/** docs/reference/codes.md. */
export function codesPage(): string {
  const sections = catalogues.flatMap(({ title, about, columns, rows }) => [
    `## ${title}`,
    '',
    about,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map(line),
    '',
  ]);
  return [
    '<!-- Written by `npm run docs:reference` from the catalogues in the sources. -->',
    '',
    '# Codes',
    '',
    'What programs can tell apart. Codes that are in no catalogue are types, on the pages of their packages.',
    '',
    ...sections,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function rowsOf<Entry>(
  entries: Readonly<Record<string, Entry>>,
  cells: (entry: Entry) => readonly string[],
): readonly (readonly string[])[] {
  return Object.entries(entries).map(([name, entry]) => [code(name), ...cells(entry)]);
}

function code(text: string): string {
  return `\`${text}\``;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
