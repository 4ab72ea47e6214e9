import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { styleOf } from '../../../src/cli/style.ts';
import { applyApprovals } from '../../../src/verdict/approvals/apply.ts';
import type { VerdictFinding } from '../../../src/verdict/finding.ts';
import { renderGithub } from '../../../src/verdict/render/github.ts';
import { inert, inertBlock } from '../../../src/verdict/render/inert.ts';
import { renderMarkdown } from '../../../src/verdict/render/markdown.ts';
import { locate, type Report } from '../../../src/verdict/render/report.ts';
import { verdictLines } from '../../../src/verdict/render/text.ts';
import { cut, visible } from '../../../src/model/visible.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      ...Array.from('@#|<>`*_[]()\\~!&${}"\n\r%:,-a1. '),
      '::',
      '://',
      'www.',
      '\u001b',
      '\u202e',
      '```',
      '</details>',
    ),
  }),
);

/** One report, all of whose texts are somebody else's. */
function reportOf(name: string): Report {
  const finding: VerdictFinding = {
    id: 'x1',
    rule: 'property-added',
    message: name,
    path: name,
    subject: { kind: 'type', name },
    flows: { 'old-client-request': 'breaking' },
    before: { file: name, pointer: `/${name}` },
    after: { file: `${name}.json`, pointer: `/${name}` },
    operations: [{ id: name, parts: ['request'] }],
    witness: { flow: 'old-client-request', value: { [name]: name }, pointer: `/${name}`, why: name },
    fix: name,
  };
  const verdict = { api: name, from: name, to: `${name}2`, answer: 'breaking', findings: [finding] } as const;
  const { verdicts } = applyApprovals([verdict], [], { enforced: true });
  return {
    verdicts: locate(verdicts, () => undefined),
    problems: [{ code: 'config_invalid', severity: 'error', message: name, fix: name, file: name }],
    exitCode: 100,
  };
}

const plain = reportOf('name');

describe('any name', () => {
  test('adds no line to a terminal, and nothing that it obeys', () => {
    const lines = verdictLines(plain.verdicts, styleOf(false)).length;
    fc.assert(
      fc.property(text, (name) => {
        const shown = verdictLines(reportOf(name).verdicts, styleOf(false)).join('\n');
        expect(shown.split('\n')).toHaveLength(lines);
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });

  test('adds no workflow command, and ends none', () => {
    fc.assert(
      fc.property(text, (name) => {
        const lines = renderGithub(reportOf(name)).split('\n');
        expect(lines).toHaveLength(3);
        expect(lines.pop()).toBe('');
        for (const line of lines) {
          const [, properties] = /^::error ((?:\w+=[^,:]*,?)+)::[^\r]*$/.exec(line) ?? [];
          expect(properties?.split(',').map((one) => one.split('=')[0])).toEqual(['file', 'title']);
          expect(line).not.toMatch(/%(?!25|0D|0A|3A|2C)/);
        }
      }),
    );
  });

  test('adds no cell, row, heading or tag to a comment', () => {
    /** Markdown without what is inside of code blocks, by its structure. */
    const structure = (markdown: string): string => {
      const outside = markdown.replace(/^(`{3,})json\n[\s\S]*?\n\1$/gm, 'CODE');
      const marks = outside
        .replaceAll('&#8203;', '')
        .match(/^(?:\||#+|---)|\|$|<[^>]*>|[|*_[\]~!\\`@{}$]|https?:\/\/|CODE|\n/gm);
      return (marks ?? []).join('');
    };
    const wanted = structure(renderMarkdown(plain));
    fc.assert(
      fc.property(text.filter((name) => name !== ''), (name) => {
        // The one `@` that is left has a gap after it.
        const given = structure(renderMarkdown(reportOf(name)).replaceAll('@&#8203;', '').replaceAll(':&#8203;//', ''));
        expect(given).toBe(wanted);
      }),
    );
  });
});

describe('inert', () => {
  test.each([
    ['nothing special', 'nothing special'],
    ['@team', '@&#8203;team'],
    ['#12 and #a', '#&#8203;12 and #&#8203;a'],
    ['&#124;', '&#38;#&#8203;124;'],
    ['a|b', 'a&#124;b'],
    ['https://x.example', 'https:&#8203;//x.example'],
    ['WWW.x.example', 'WWW&#8203;.x.example'],
    ['gh-1', 'gh-&#8203;1'],
    ['a\nb', 'a&#92;u000ab'],
    ['<b>', '&#60;b&#62;'],
  ])('%j', (given, wanted) => {
    expect(inert(given)).toBe(wanted);
  });

  test('a block ends where it should, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '\n', 'a', ' ', '\r') }), (inside) => {
        const [open, ...rest] = inertBlock(inside, 'json');
        const fence = open?.replace('json', '') ?? '';
        expect(rest.pop()).toBe(fence);
        for (const line of rest) expect(line.includes(fence)).toBe(false);
      }),
    );
  });
});

describe('visible and cut', () => {
  test.each([
    ['a\u001b[0m', 'a\\u001b[0m'],
    ['\ud800x', '\\ud800x'],
    ['\u{e0001}', '\\udb40\\udc01'],
    ['日本 🚀', '日本 🚀'],
  ])('visible %j', (given, wanted) => {
    expect(visible(given)).toBe(wanted);
  });
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['🚀🚀🚀', 3, '🚀🚀🚀'],
    ['🚀🚀🚀🚀', 3, '🚀🚀…'],
  ])('cut %j', (given, most, wanted) => {
    expect(cut(given, most)).toBe(wanted);
  });
});

test('a comment is never longer than GitHub takes, and says what it leaves out', () => {
  const [verdict] = reportOf('a long enough name '.repeat(20)).verdicts;
  const many = Array.from({ length: 300 }, () => verdict).flatMap((one) => (one === undefined ? [] : [one]));
  const markdown = renderMarkdown({ verdicts: many, problems: [], exitCode: 100 });
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown).toMatch(/more sections are too long for a comment/);
  expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
});
