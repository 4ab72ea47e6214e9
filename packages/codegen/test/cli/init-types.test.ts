import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { packageOf } from '../read/typescript/given.ts';
import { run } from './run.ts';

test('a package of types can be begun, generated, compiled and brought to its second version', async () => {
  const folder = packageOf({});
  const begun = await run(['init', '--package', folder, '--name', 'things', '--types', 'src']);
  expect([begun.code, begun.errors]).toEqual([0, '']);
  expect(begun.output).toContain('src/operations.ts');
  expect(JSON.parse(readFileSync(join(folder, 'skewline.json'), 'utf8'))).toEqual({
    name: 'things',
    types: 'src',
  });
  const first = await run(['generate', '--package', folder]);
  expect(first.code).toBe(0);
  expect(first.errors).toContain('too_few_versions (warning)');

  expect((await run(['new-version', folder, 'sizes'])).code).toBe(0);
  writeFileSync(
    join(folder, 'src/v2/thing.ts'),
    "import type { Uint32 } from '@skewline/runtime/api';\nimport type * as V1 from '../v1/thing.ts';\nexport interface Thing extends V1.Thing { size: Uint32 }\n",
  );
  const second = await run(['generate', '--package', folder]);
  expect([second.code, second.errors]).toEqual([0, '']);
  expect(second.output).toContain('Thing.size');
  // The hole does not compile, and the answer does.
  expect(messagesOf(folder)).toEqual([expect.stringMatching(/DecisionsUpToV2|v2/)]);
  writeFileSync(
    join(folder, 'src/decisions.ts'),
    "import { constant } from '@skewline/runtime';\nimport type { Decisions } from './generated/decisions.ts';\nexport const decisions: Decisions = { v2: { up: { 'Thing.size': constant(0) } } };\n",
  );
  expect(messagesOf(folder)).toEqual([]);
});

function messagesOf(folder: string): readonly string[] {
  const program = ts.createProgram(
    [join(folder, 'src/decisions.ts'), join(folder, 'src/generated/conversions.ts')],
    {
      strict: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      allowImportingTsExtensions: true,
      customConditions: ['skewline-source'],
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      types: [],
      noEmit: true,
    },
  );
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
