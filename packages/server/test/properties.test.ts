import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDeeper, isValueDeeper, readContent } from '../src/body.ts';
import { readQuery } from '../src/parameters.ts';
import { parseTemplate, templateKey } from '../src/path-template.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('how deep JSON nests', () => {
  test('is told from its text as from its value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 7 }), (text, limit) => {
        const [value, is] = [JSON.parse(text) as unknown, depthOf(JSON.parse(text)) > limit];
        expect([isDeeper(text, limit), isValueDeeper(value, limit)]).toEqual([is, is]);
      }),
    );
  });

  test.each([0, 65_536])('and is refused, with %i blanks and after them', (blanks) => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 7 }), (text, limit) => {
        const bytes = Buffer.from(' '.repeat(blanks) + text);
        const code = depthOf(JSON.parse(text)) > limit ? 'body_too_deep' : undefined;
        expect(readContent(bytes, 'application/json', limit)).toMatchObject(
          code === undefined ? { value: JSON.parse(text) as unknown } : { code },
        );
      }),
    );
  });

  test.each(['[[[', '{"a":{"b":{', '[[[]', '[{"a":['])('even where it is no JSON: %s', (text) => {
    const read = (limit: number) => readContent(Buffer.from(text), 'application/json', limit);
    expect(read(2)).toMatchObject({ code: 'body_too_deep' });
    expect(read(3)).toMatchObject({ code: 'body_not_json' });
  });

  test('whatever stands in its texts', () => {
    const bracket = fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', '\u2028', '\\"');
    const texts = fc.array(fc.array(bracket).map((parts) => parts.join('')));
    fc.assert(
      fc.property(texts, fc.boolean(), (list, isPretty) => {
        const text = JSON.stringify([list], undefined, isPretty ? 1 : 0);
        expect([isDeeper(text, 1), isDeeper(text, 2)]).toEqual([true, false]);
      }),
    );
  });

  test('never fails, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(3), (text, limit) => {
        expect(typeof isDeeper(text, limit)).toBe('boolean');
      }),
    );
  });
});

test('a query is read as browsers write it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
      const written = new URLSearchParams(pairs);
      const read = readQuery(written.toString());
      const expected = [...new Set(written.keys())].map((name) => [name, written.getAll(name)]);
      expect([...(read ?? [])].map(([name, value]) => [name, [value].flat()])).toEqual(expected);
    }),
  );
});

test('templates that differ only in the names of parameters are one route', () => {
  const segment = fc.oneof(
    fc.record({ text: fc.stringMatching(/^[a-z.:*-]{1,5}$/) }),
    fc.record({ names: fc.tuple(fc.stringMatching(/^\w{1,5}$/), fc.stringMatching(/^\w{1,5}$/)) }),
  );
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
      const path = (side: 0 | 1): string =>
        segments.map((one) => ('text' in one ? `/${one.text}` : `/{${one.names[side]}}`)).join('');
      const [one, other] = [parseTemplate(path(0)), parseTemplate(path(1))];
      expect(one?.segments).toEqual(other?.segments);
      expect(one && templateKey(one)).toBe(other && templateKey(other));
      expect(one?.names).toEqual(
        segments.flatMap((part) => ('names' in part ? part.names[0] : [])),
      );
    }),
  );
});

test.each(['', 'parcels', '/{a}{b}', '/x{a}', '/{a', '/a}', '/{}'])('%s is no template', (path) => {
  expect(parseTemplate(path)).toBeUndefined();
});
