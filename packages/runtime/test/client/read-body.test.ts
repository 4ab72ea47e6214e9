import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf, parseJson, readText } from '../../src/client/read-body.ts';
import { Trouble } from '../../src/client/trouble.ts';

const codeOf = (result: unknown): unknown => (result instanceof Trouble ? result.code : result);

describe('JSON', () => {
  test.each([
    ['{"a":[1]}', 2, { value: { a: [1] } }],
    ['{"a":[1]}', 1, 'response_too_deep'],
    // Brackets beside each other, in texts, or behind a backslash, are not deep.
    ['[[],[],[]]', 2, { value: [[], [], []] }],
    ['["[[[[","\\"[[["]', 1, { value: ['[[[[', '"[[['] }],
    ['["\\\\",[]]', 2, { value: ['\\', []] }],
    ['["\\\\",[]]', 1, 'response_too_deep'],
    ['['.repeat(100_000), 128, 'response_too_deep'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 128, 'response_too_deep'],
    ['{"a":'.repeat(100_000), 128, 'response_too_deep'],
    // Numbers that would be rounded.
    ['9007199254740991', 9, { value: 9007199254740991 }],
    ['9007199254740993', 9, 'response_invalid'],
    ['[123456789012345680000]', 9, { value: [123456789012345680000] }],
    ['1152921504606846976', 9, 'response_invalid'],
    ['1'.repeat(1_000_000), 9, 'response_invalid'],
    ['[-9007199254740993]', 9, 'response_invalid'],
    ['"9007199254740993"', 9, { value: '9007199254740993' }],
    ['0.1234567890123456789', 9, { value: 0.12345678901234568 }],
    ['1234567890123456789e2', 9, { value: Number('1234567890123456789e2') }],
    // No JSON.
    ['', 9, 'response_invalid'],
    ['{"a":', 9, 'response_invalid'],
    ['<html>', 9, 'response_invalid'],
    ['"', 0, 'response_invalid'],
    ['{"a":"\\', 0, 'response_too_deep'],
  ])('%.30s at most %d deep', (text, depth, expected) => {
    expect(codeOf(parseJson(text, depth, 200))).toEqual(expected);
  });

  test('__proto__ is a name like any other', () => {
    expect(parseJson('{"__proto__":{"a":1}}', 9, 200)).toEqual({
      value: Object.defineProperty({}, '__proto__', { value: { a: 1 }, enumerable: true }),
    });
  });

  test('any JSON is what JSON.parse makes of it, at its own depth and at none less', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
        : 0;
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const value: unknown = JSON.parse(text);
        const depth = depthOf(value);
        expect(parseJson(text, depth, 200)).toEqual({ value });
        const less = codeOf(parseJson(text, depth - 1, 200));
        expect(depth === 0 || less === 'response_too_deep').toBe(true);
      }),
    );
  });

  test('a long text takes linear time', () => {
    const start = performance.now();
    const text = `[${'"\\"[[",'.repeat(1_000_000)}1234567890123456]`;
    expect(parseJson(text, 5, 200)).toHaveProperty('value.length', 1_000_001);
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe('a body', () => {
  const chunks = (...parts: readonly (string | readonly number[])[]): Response =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const part of parts) {
            controller.enqueue(
              typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part),
            );
          }
          controller.close();
        },
      }),
    );

  test('is text in pieces, whatever they cut', async () => {
    expect(await readText(chunks('a', [0xc3], [0xa4, 0x62]), 10)).toBe('aäb');
    expect(await readText(new Response(null), 10)).toBe('');
  });

  test('has a limit in bytes', async () => {
    expect(await readText(chunks('ää'), 4)).toBe('ää');
    expect(codeOf(await readText(chunks('ää'), 3))).toBe('response_too_large');
  });

  test('without an end is not read to its end', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1000).fill(32));
      },
    });
    expect(codeOf(await readText(new Response(endless), 10_000))).toBe('response_too_large');
    expect(pulled).toBeLessThan(20);
  });

  test('that is no UTF-8 is not replaced in silence', async () => {
    expect(codeOf(await readText(chunks([0x22, 0xff, 0x22]), 10))).toBe('response_invalid');
    expect(codeOf(await readText(chunks([0x22, 0xc3]), 10))).toBe('response_invalid');
  });

  test('nobody expected is quoted, but not at length', async () => {
    expect(await excerptOf(chunks('<html>\n\n  <b>Bad</b>'))).toBe(': <html> <b>Bad</b>');
    expect((await excerptOf(chunks('x'.repeat(100_000)))).length).toBe(102);
    expect(await excerptOf(chunks())).toBe('');
    expect(await excerptOf(new Response(null))).toBe('');
  });
});
