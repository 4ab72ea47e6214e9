import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ts } from '../../../packages/codegen/test/support/typescript.ts';
import { example, say } from './support/history.ts';

/**
 * What a person wrote for 48 versions: decisions, refinements and their helpers. Generated code is not
 * hand-written, and these tests decide nothing; both are left out.
 */
const paths = readdirSync(example, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .filter((path) => !/^(?:src\/generated|test|node_modules|dist)\//.test(path));

/** The lines that hold at least a part of a token: neither blank nor nothing but a comment. */
function codeLines(text: string): number {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ESNext, true);
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
    if (children.length > 0) return children.forEach(visit);
    if (node.getWidth(file) === 0) return;
    const [first, last] = [node.getStart(file), node.getEnd()].map(
      (position) => file.getLineAndCharacterOfPosition(position).line,
    );
    for (let line = first ?? 0; line <= (last ?? 0); line += 1) lines.add(line);
  };
  visit(file);
  return lines.size;
}

test('counts code, not comments', () => {
  expect(codeLines('// a\n\n/** b */\nconst x = `\n\n`; // c\n/* d\n */ f({\n});\n')).toBe(5);
});

test('at most 390 lines, none over 100 columns', () => {
  expect(paths.length).toBeGreaterThan(0);
  const texts = paths.map((path) => [path, readFileSync(join(example, path), 'utf8')] as const);
  const total = texts.reduce((sum, [, text]) => sum + codeLines(text), 0);
  say(`hand-written lines: ${String(total)}, without tests and generated code`);
  expect(total).toBeLessThanOrEqual(390);
  const wide = texts.flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) => (line.length > 100 ? [`${path}:${String(index + 1)}`] : [])),
  );
  expect(wide).toEqual([]);
});
