import { describe, expect, test } from 'vitest';
import { readPackageConfig } from '../../src/config.ts';

const entry = { api: 'books', package: '../books', module: '@books/types', source: 'src/books' };

function read(...clients: readonly unknown[]): ReturnType<typeof readPackageConfig> {
  return readPackageConfig(JSON.stringify({ clients }));
}

describe('clients of skewline.json', () => {
  test('are all that a package of clients needs', () => {
    const { value, problems } = read(entry, { ...entry, api: 'loans', source: 'src/loans' });
    expect(problems).toEqual([]);
    expect(value?.apis).toEqual([]);
    expect(value?.clients).toEqual([
      { ...entry, name: 'books client' },
      { ...entry, api: 'loans', source: 'src/loans', name: 'loans client' },
    ]);
  });

  test('go into src unless they say where', () => {
    const { source: _, ...rest } = entry;
    expect(read(rest).value?.clients).toMatchObject([{ source: 'src' }]);
  });

  test('stand beside APIs and representations', () => {
    const text = JSON.stringify({ name: 'n', types: 't', clients: [entry] });
    expect(readPackageConfig(text)).toMatchObject({
      value: { apis: [{ name: 'n' }], clients: [{ api: 'books' }] },
      problems: [],
    });
  });

  test.each(['books', '@books/types', '@books/types/external', 'books/v.2'])(
    'import modules by the name %s',
    (module) => {
      expect(read({ ...entry, module }).problems).toEqual([]);
    },
  );

  test.each<[string, readonly unknown[], string]>([
    ['no module', [{ ...entry, module: undefined }], '/clients/0/module module must be a text'],
    [
      'a path for a module',
      [{ ...entry, module: '../books' }],
      '/clients/0/module ../books is not the name of a package or of a module of it',
    ],
    [
      'a module that climbs',
      [{ ...entry, module: 'books/../other' }],
      '/clients/0/module books/../other is not the name',
    ],
    [
      'a module with a quote in it',
      [{ ...entry, module: "books'" }],
      "/clients/0/module books' is not the name",
    ],
    ['no package', [{ ...entry, package: '' }], '/clients/0/package package must be a text'],
    ['no API', [{ ...entry, api: 1 }], '/clients/0/api api must be a text'],
    ['another member', [{ ...entry, more: 1 }], '/clients/0/more unknown member more'],
    ['no object', ['books'], '/clients/0 clients/0 must be an object'],
    [
      'one API twice',
      [entry, { ...entry, source: 'other' }],
      '/clients/1/api the name books client is there already',
    ],
    [
      'a source that is written twice',
      [entry, { ...entry, api: 'loans', source: './src/books/' }],
      '/clients/1/source two of them would write into src/books/generated',
    ],
  ])('%s is a problem', (_, clients, wanted) => {
    const { value, problems } = read(...clients);
    expect(value).toBeUndefined();
    const found = problems.map(({ code, pointer, message }) => [
      code,
      `${pointer ?? ''} ${message}`,
    ]);
    expect(found).toContainEqual(['config_invalid', expect.stringContaining(wanted)]);
  });

  test('a source that the package writes into already is a problem', () => {
    const text = JSON.stringify({ name: 'n', types: 'src/books', clients: [entry] });
    expect(readPackageConfig(text).problems).toMatchObject([{ pointer: '/clients/0/source' }]);
  });
});
