import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readTree } from '../../src/read/package-files.ts';
import { compilerMessages } from '../emit/compile.ts';
import { example, forPrograms, run } from './run.ts';

interface Hole {
  readonly key: string;
  readonly direction: string;
  readonly stub: string;
}

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['2', ['ParcelRequest', 'Service']],
  ['3', ['ParcelRequest', 'ParcelState']],
  ['4', ['Notification', 'ParcelRequest']],
];
const holes: Hole[] = [];
const generated = new Map<string, string>();
let decisions = '';

beforeAll(async () => {
  for (const [step, types] of steps) {
    for (const type of types) {
      const { output } = await run(['explain', step, type, '--json']);
      holes.push(...(JSON.parse(output) as { holes: Hole[] }).holes);
    }
  }
  for (const { path, text } of (await readTree(join(example, 'src/generated'))) ?? []) {
    if (text === undefined || !path.endsWith('.ts')) continue;
    if (!forPrograms.test(`generated/${path}`)) generated.set(`src/generated/${path}`, text);
  }
  decisions = await readFile(join(example, 'src/decisions.ts'), 'utf8');
});

/** A module with a stub as it would be pasted, checked against the type of all decisions. */
function pasted({ stub }: Hole): string {
  return [
    "import { refusal } from '@skewline/runtime';",
    "import type { Decisions } from './generated/decisions.ts';",
    'type Some = {',
    '  readonly [Step in keyof Decisions]?: {',
    '    readonly [Direction in keyof Decisions[Step]]?: Partial<Decisions[Step][Direction]>;',
    '  };',
    '};',
    'export const stub: Some = {',
    stub,
    '};',
    'export const used: typeof refusal = refusal;',
    '',
  ].join('\n');
}

describe('a stub of explain', () => {
  test('is there for each hole of the example', () => {
    expect(holes.map(({ key }) => key).sort()).toEqual([
      'Notification(fax)',
      'Notification(text_message)',
      'ParcelRequest.contents',
      'ParcelRequest.if_absent',
      'ParcelRequest.leave_at_door',
      'ParcelRequest.recipient',
      'ParcelRequest.recipient_name',
      'ParcelState(lost)',
      'Service(overnight)',
    ]);
  });

  test('compiles once it is filled in', () => {
    const files = new Map([...generated, ['src/decisions.ts', decisions]]);
    for (const [index, hole] of holes.entries()) {
      const filled = hole.stub.replace(/\(\/\*[\s\S]*\*\/\)/, "(refusal(400, 'not yet'))");
      expect(filled).not.toBe(hole.stub);
      const unused = filled.replace('(old)', '(_old)').replace('(derived, old)', '(_derived, _old)');
      files.set(`src/stub-${String(index)}.ts`, pasted({ ...hole, stub: unused }));
    }
    expect(compilerMessages(files)).toEqual([]);
  });

  test('does not compile before', () => {
    const files = new Map([...generated, ['src/decisions.ts', decisions]]);
    for (const [index, hole] of holes.entries()) files.set(`src/stub-${String(index)}.ts`, pasted(hole));
    const messages = compilerMessages(files).join('\n');
    for (const index of holes.keys()) expect(messages).toContain(`stub-${String(index)}.ts`);
  });
});

describe('the decisions of the example', () => {
  test.each([
    ['forgotten', "      'ParcelState(lost)': drop('that nobody knows where it is', 'in_transit'),\n", '', ['ParcelState(lost)', 'DecisionsDownToV2']],
    ['left over', '    down: {', "    down: {\n      'Nothing.at_all': drop('x', 1),", ['Nothing.at_all', 'DecisionsDownToV1']],
    ['wrong', "'in_transit'", "'nowhere'", ['Decision<"lost", ParcelState>']],
  ])('do not compile with one that is %s, and the message names it', (_, part, instead, named) => {
    const changed = decisions.replace(part, instead);
    expect(changed).not.toBe(decisions);
    const messages = compilerMessages(new Map([...generated, ['src/decisions.ts', changed]])).join('\n');
    for (const name of named) expect(messages).toContain(name);
  });
});
