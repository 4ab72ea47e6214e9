import { describe, expect, test } from 'vitest';
import { readDeclared } from '../../src/graph/declared.ts';

const read = (json: unknown) => readDeclared(JSON.stringify(json), 'skewline-graph.json');
const unit = { name: 'u', components: [{ name: 'a', serves: ['p'] }] };
const inComponent = (component: object): object => ({
  apis: [{ name: 'p' }],
  units: [{ name: 'u', components: [{ name: 'a', ...component }] }],
});

describe('skewline-graph.json', () => {
  test('declares APIs, units, components and calls', () => {
    const { value, problems } = read({
      $schema: './graph.json',
      apis: [
        { name: 'p', package: './packages/p/', api: 'inner' },
        { name: 'q', versioned: 'client', operations: 3, clients: ['@x/q'] },
      ],
      units: [
        {
          name: 'Host OS',
          components: [
            { name: 'a', package: 'apps/a', serves: ['p'], calls: ['q'] },
            { name: 'b', calls: [{ api: 'p', kind: 'bogus', reason: 'why' }] },
            { name: 'c' },
          ],
        },
      ],
      notDeployed: ['examples/x/'],
    });
    expect(problems).toEqual([]);
    expect(value).toEqual({
      apis: [
        { name: 'p', package: 'packages/p', api: 'inner', clients: [], pointer: '/apis/0' },
        {
          name: 'q',
          versioned: 'client',
          operations: 3,
          api: 'q',
          clients: ['@x/q'],
          pointer: '/apis/1',
        },
      ],
      units: [
        {
          name: 'Host OS',
          pointer: '/units/0',
          components: [
            {
              name: 'a',
              package: 'apps/a',
              serves: [{ name: 'p', pointer: '/units/0/components/0/serves/0' }],
              calls: [{ api: 'q', pointer: '/units/0/components/0/calls/0' }],
              pointer: '/units/0/components/0',
            },
            {
              name: 'b',
              serves: [],
              calls: [
                {
                  api: 'p',
                  kind: 'bogus',
                  reason: 'why',
                  pointer: '/units/0/components/1/calls/0',
                },
              ],
              pointer: '/units/0/components/1',
            },
            { name: 'c', serves: [], pointer: '/units/0/components/2' },
          ],
        },
      ],
      notDeployed: ['examples/x'],
    });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['a list', [], [': not an object']],
    ['nothing', {}, ['/units: no unit is declared']],
    ['an unknown member', { units: [unit], more: 1 }, ['/more: unknown member "more"']],
    [
      '__proto__ as a member',
      JSON.parse('{"units":[],"__proto__":{"units":[]}}'),
      ['/__proto__: unknown member "__proto__"'],
    ],
    ['APIs that are no list', { apis: {}, units: [unit] }, ['/apis: apis must be a list']],
    [
      'an API that is a text',
      { apis: ['p'], units: [unit] },
      ['/apis/0: an entry of apis must be an object'],
    ],
    ['an API without a name', { apis: [{}], units: [unit] }, ['/apis/0: name is missing']],
    [
      'a name with an escape sequence',
      { apis: [{ name: '\u001b[2J' }], units: [unit] },
      ['/apis/0/name: name must be a text of one line'],
    ],
    [
      'a policy that is none',
      { apis: [{ name: 'p', versioned: 'both' }], units: [unit] },
      ['/apis/0/versioned: versioned is "both"'],
    ],
    [
      'a policy in two places',
      { apis: [{ name: 'p', package: 'x', versioned: 'server' }], units: [unit] },
      ['/apis/0/versioned: how it is versioned is said by its package'],
    ],
    [
      'a name in no package',
      { apis: [{ name: 'p', api: 'q' }], units: [unit] },
      ['/apis/0/api: api is the name in a package, and there is no package'],
    ],
    [
      'half an operation',
      { apis: [{ name: 'p', operations: 0.5 }], units: [unit] },
      ['/apis/0/operations: operations must be a number of operations'],
    ],
    [
      'a unit of nothing',
      { units: [{ name: 'u', components: [] }] },
      ['/units/0/components: a unit ships at least one component'],
    ],
    [
      'components that are no list',
      { units: [{ name: 'u', components: {} }] },
      ['/units/0/components: components must be a list'],
    ],
    [
      'a served API that is a number',
      inComponent({ serves: [1] }),
      ['/units/0/components/0/serves/0: an entry of serves must be a text of one line'],
    ],
    [
      'a call that is a number',
      inComponent({ calls: [1] }),
      ['/units/0/components/0/calls/0: a call is the name of an API, or an object'],
    ],
    [
      'a call of nothing',
      inComponent({ calls: [{}] }),
      ['/units/0/components/0/calls/0: api is missing'],
    ],
    [
      'a kind that is none',
      inComponent({ calls: [{ api: 'p', kind: 'dag', reason: 'x' }] }),
      ['/units/0/components/0/calls/0/kind: kind is "dag"'],
    ],
    [
      'a kind without a reason',
      inComponent({ calls: [{ api: 'p', kind: 'bogus' }] }),
      ['/units/0/components/0/calls/0: a bogus call needs a reason'],
    ],
    [
      'a reason without a kind',
      inComponent({ calls: [{ api: 'p', reason: 'x' }] }),
      ['/units/0/components/0/calls/0/reason: there is a reason, and no kind'],
    ],
  ])('of %s is a problem, with its place and a fix', (_, json, wanted) => {
    const { value, problems } = read(json);
    expect(value).toBeUndefined();
    expect(problems.map(({ pointer = '', message }) => `${pointer}: ${message}`)).toEqual(wanted);
    for (const one of problems) {
      expect(one).toMatchObject({
        code: 'graph_invalid',
        severity: 'error',
        file: 'skewline-graph.json',
      });
      expect(one.fix).toMatch(/\w/);
    }
  });

  test.each([
    ['no JSON', '{"units": [', 'document_unparsable'],
    ['a key that stands twice', '{"units": [], "units": []}', 'duplicate_key'],
    ['a thousand levels', `${'['.repeat(1000)}${']'.repeat(1000)}`, 'document_too_deep'],
  ])('with %s is a problem', (_, text, code) => {
    const { value, problems } = readDeclared(text, 'skewline-graph.json');
    expect(value).toBeUndefined();
    expect(problems[0]?.code).toBe(code);
  });
});
