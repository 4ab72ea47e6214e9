import { expect, test } from 'vitest';
import { computeEpochs } from '../../src/plan/epochs.ts';
import { importValidators } from './agreement.ts';
import { apiOf, format, object, text } from './build.ts';

test('a property with an empty name is checked like any other', async () => {
  const api = apiOf([
    {
      schemas: {
        Unnamed: object([
          ['', text],
          ['a', text],
        ]),
        Only: object([['', text]]),
      },
    },
  ]);
  const { table, remove } = await importValidators(api, computeEpochs(api));
  try {
    const accepts = (type: string, json: string): boolean =>
      table[type]?.[0]?.validate(JSON.parse(json)) === true;
    expect(accepts('Unnamed', '{"":"x","a":"x"}')).toBe(true);
    expect(accepts('Unnamed', '{"":1,"a":"x"}')).toBe(false);
    expect(accepts('Unnamed', '{"":"x"}')).toBe(false);
    expect(accepts('Unnamed', '{"a":"x"}')).toBe(false);
    expect(table['Unnamed']?.[0]?.validate.errors?.map(({ message }) => message)).toEqual([
      "must have required property ''",
    ]);
    expect(accepts('Only', '{}')).toBe(false);
    expect(accepts('Only', '{"":"x"}')).toBe(true);
  } finally {
    remove();
  }
});

test('a property named __proto__ is checked like any other', async () => {
  const properties = [
    ['__proto__', format('uuid')],
    ['a?', text],
  ] as const;
  const api = apiOf([
    { schemas: { Open: object(properties), Closed: object(properties, 'refused') } },
  ]);
  const { table, remove } = await importValidators(api, computeEpochs(api));
  try {
    const id = '"00000000-0000-4000-8000-000000000000"';
    for (const type of ['Open', 'Closed']) {
      const accepts = (json: string): boolean =>
        table[type]?.[0]?.validate(JSON.parse(json)) === true;
      expect(accepts(`{"__proto__":${id},"a":"x"}`)).toBe(true);
      expect(accepts('{"__proto__":"x"}')).toBe(false);
      expect(accepts('{"__proto__":{}}')).toBe(false);
      expect(accepts('{"a":"x"}')).toBe(false);
      expect(accepts(`{"__proto__":${id},"b":1}`)).toBe(type === 'Open');
    }
  } finally {
    remove();
  }
});
