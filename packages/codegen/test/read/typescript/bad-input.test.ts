import { expect, test } from 'vitest';
import { problemsOf, words } from './given.ts';

const v1 = 'v1/given.ts';
const versions = "export interface Versions {\n  1: 'a';\n  7: 'b';\n}\n";
const operations = (text: string): string =>
  `${words}import type { A } from './v1/given.ts';\nexport interface Operations {\n${text}\n}\n`;
const a = `${words}export interface A { id: Uuid }\n`;

// Everything that is wrong has a code, a file, a line, and says what to do.
test.each<[string, Record<string, string>, string, RegExp]>([
  [
    'types that do not compile',
    { [v1]: 'export interface A { b: B }' },
    'types_invalid src/v1/given.ts:1',
    /TS2304.*'B'/,
  ],
  [
    'an import of what is not there',
    { [v1]: "import type { B } from './other.ts';\nexport type A = B;" },
    'types_invalid src/v1/given.ts:1',
    /other\.ts/,
  ],
  [
    'no list of versions',
    { 'versions.ts': 'export {};' },
    'versions_invalid src/versions.ts',
    /no interface Versions/,
  ],
  [
    'an empty list',
    { 'versions.ts': 'export interface Versions {}' },
    'versions_invalid src/versions.ts:1',
    /lists none/,
  ],
  [
    'a key that is no version',
    { 'versions.ts': "export interface Versions {\n  first: 'a';\n}" },
    'versions_invalid src/versions.ts:2',
    /"first" is no version/,
  ],
  [
    'a version without a name',
    { 'versions.ts': 'export interface Versions {\n  1: string;\n}' },
    'versions_invalid src/versions.ts:2',
    /no name/,
  ],
  [
    'versions out of order',
    { 'versions.ts': "export interface Versions {\n  7: 'b';\n  1: 'a';\n}" },
    'versions_invalid src/versions.ts:3',
    /1 stands below 7/,
  ],
  [
    'one version twice',
    { 'versions.ts': "export interface Versions {\n  1: 'b';\n  '1.0.0': 'a';\n}" },
    'versions_conflict src/versions.ts:3',
    /one number: 1 is b and a/,
  ],
  [
    'a folder of no listed version',
    { 'v3/given.ts': a },
    'versions_invalid src/v3',
    /version 3, which versions.ts does not list/,
  ],
  [
    'one name in two modules',
    { [v1]: a, 'v1/other.ts': a },
    'type_duplicate src/v1/other.ts:2',
    /declare A/,
  ],
  [
    'a type that nothing uses',
    { [v1]: a, 'operations.ts': 'export interface Operations {}' },
    'warning type_unused src/v1/given.ts:2',
    /A is used by no operation/,
  ],
  [
    'a method',
    { [v1]: 'export interface A {\n  run(): void;\n}' },
    'unsupported src/v1/given.ts:2',
    /method is no JSON/,
  ],
  [
    'a function',
    { [v1]: 'export interface A {\n  run: () => void;\n}' },
    'unsupported src/v1/given.ts:2',
    /function is no JSON/,
  ],
  [
    'a bigint',
    { [v1]: 'export interface A {\n  a: bigint;\n}' },
    'unsupported src/v1/given.ts:2',
    /bigint/,
  ],
  [
    'half of a character in a name',
    { [v1]: 'export interface A {\n  "\\ud800": string;\n}' },
    'unsupported src/v1/given.ts:2',
    /half of a character/,
  ],
  [
    'half of a character in a value',
    { [v1]: "export interface A {\n  a: 'x' | '\\udfff';\n}" },
    'unsupported src/v1/given.ts:2',
    /half of a character/,
  ],
  [
    'any',
    { [v1]: 'export interface A {\n  a: any;\n}' },
    'unsupported src/v1/given.ts:2',
    /unknown/,
  ],
  [
    'a Date',
    { [v1]: 'export interface A {\n  a: Date;\n}' },
    'unsupported src/v1/given.ts:2',
    /Date is no JSON/,
  ],
  [
    'a map object',
    { [v1]: 'export interface A {\n  a: Map<string, string>;\n}' },
    'unsupported src/v1/given.ts:2',
    /Map is no JSON/,
  ],
  [
    'Closed of a name',
    { [v1]: `${a}export type B = Closed<A>;` },
    'unsupported src/v1/given.ts:3',
    /Closed/,
  ],
  [
    'a default that is no JSON',
    { [v1]: 'export interface A {\n  /** @default x */\n  a?: string;\n}' },
    'types_invalid src/v1/given.ts:2',
    /x is not JSON/,
  ],
  [
    'a default that would be rounded',
    {
      [v1]: `${words}export interface A {\n  /** @default 18446744073709551615 */\n  a?: Uint64;\n}`,
    },
    'number_inexact src/v1/given.ts:3',
    /rounded/,
  ],
  [
    'a tag without a number',
    { [v1]: 'export interface A {\n  /** @minLength many */\n  a: string;\n}' },
    'types_invalid src/v1/given.ts:2',
    /@minLength has the value "many"/,
  ],
  [
    'integer texts',
    { [v1]: '/** @asType integer */\nexport type A = string;' },
    'types_invalid src/v1/given.ts:1',
    /integer on a string/,
  ],
  [
    'a comment behind a brace',
    { [v1]: 'export interface A { /** gone */ a: string }' },
    'types_invalid src/v1/given.ts:1',
    /line of its own|belongs to no property/,
  ],
  [
    'a type in itself without a name',
    { [v1]: 'interface Inner { inner: Inner | null }\nexport interface A { a: Inner }' },
    'unsupported src/v1/given.ts:2',
    /contains itself/,
  ],
  [
    'an alias taken apart by a helper',
    {
      [v1]: 'export type A = { a: string };\ntype Patch<T> = Partial<T>;\nexport interface B {\n  patch: Patch<A>;\n}',
    },
    'unsupported src/v1/given.ts:3',
    /B takes A apart/,
  ],
  [
    'an unlisted beginning',
    {
      [v1]: a,
      'operations.ts': operations(
        "x: Operation<'GET', '/a', { responses: { 200: A }; since: 4 }>;",
      ),
    },
    'versions_invalid src/operations.ts:4',
    /begins in version 4/,
  ],
  [
    'an end before the beginning',
    {
      'versions.ts': versions,
      [v1]: a,
      'operations.ts': operations(
        "x: Operation<'GET', '/a', { responses: { 200: A }; since: 7; until: 1 }>;",
      ),
    },
    'versions_invalid src/operations.ts:4',
    /ends in version 1/,
  ],
  [
    'a beginning that is no version',
    {
      [v1]: a,
      'operations.ts': operations(
        "x: Operation<'GET', '/a', { responses: { 200: A }; since: 'x' }>;",
      ),
    },
    'versions_invalid src/operations.ts:4',
    /no version/,
  ],
  [
    'two forms at once',
    {
      'versions.ts': versions,
      [v1]: a,
      'operations.ts': operations(
        "x: [Operation<'GET', '/a', { responses: { 200: A } }>, Operation<'GET', '/b', { responses: { 200: A }; since: 7 }>];",
      ),
    },
    'operation_duplicate src/operations.ts:4',
    /x is declared twice for version 7/,
  ],
  [
    'one path for two',
    {
      [v1]: a,
      'operations.ts': operations(
        "x: Operation<'GET', '/a', { responses: { 200: A } }>;\ny: Operation<'GET', '/a', { responses: { 200: A } }>;",
      ),
    },
    'operation_duplicate src/operations.ts:5',
    /y has the method and the path/,
  ],
  [
    'a path parameter without a type',
    {
      [v1]: a,
      'operations.ts': operations("x: Operation<'GET', '/a/{id}', { responses: { 200: A } }>;"),
    },
    'types_invalid src/operations.ts:4',
    /id/,
  ],
  [
    'a path parameter of no path',
    {
      [v1]: a,
      'operations.ts': operations(
        "x: Operation<'GET', '/a/{id}', { path: { id: Uuid; name: string }; responses: { 200: A } }>;",
      ),
    },
    'schema_malformed src/operations.ts:4',
    /has no \{name\}/,
  ],
  [
    'what is no operation',
    { [v1]: a, 'operations.ts': operations('x: A;') },
    'schema_malformed src/operations.ts:4',
    /not written as Operation/,
  ],
  [
    'parameters that are a union',
    {
      [v1]: a,
      'operations.ts': operations(
        "x: Operation<'GET', '/a', { query: { a: string } | { b: string }; responses: { 200: A } }>;",
      ),
    },
    'schema_malformed src/operations.ts:4',
    /query parameters of x are no plain object/,
  ],
])('%s', async (_, files, place, message) => {
  const problems = await problemsOf(files);
  const found = problems.map((one) => {
    const line = one.line === undefined ? '' : `:${String(one.line)}`;
    return `${one.severity === 'warning' ? 'warning ' : ''}${one.code} ${one.file ?? ''}${line}`;
  });
  expect(found).toContain(place);
  const problem = problems[found.indexOf(place)];
  expect(problem?.message).toMatch(message);
  expect(problem?.fix).toMatch(/\w/);
});
