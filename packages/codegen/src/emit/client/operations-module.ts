import type { LineageStep } from '../../plan/lineage.ts';
import { literal } from '../code.ts';
import { header } from '../header.ts';
import { formText, stepText } from '../lineage-text.ts';
import type { ClientMethod, ClientModel } from './client-model.ts';
import { ModuleImports } from './modules.ts';

/**
 * `client/operations.ts`: a function for each operation, with its forms and conversions in all versions.
 * Nothing in it does anything when it is loaded, so a bundler drops what a program does not use.
 */
export function operationsModule(model: ClientModel): string {
  const { methods, modules, newest } = model;
  if (methods.length === 0) return [header, 'export {};', ''].join('\n');
  const imports = new ModuleImports(modules);
  const functions = methods.flatMap((method) => ['', ...functionLines(method, model, imports)]);
  return [
    header,
    "import { type Call, operation } from '@skewline/runtime/client';",
    `import type { Operations } from '${modules.path(newest.id, 'types')}';`,
    ...imports.lines(),
    "import { api } from './api.ts';",
    ...functions,
    '',
  ].join('\n');
}

function functionLines(
  { name, lineage, docs }: ClientMethod,
  { api }: ClientModel,
  imports: ModuleImports,
): string[] {
  const type = `Call<Operations[${literal(lineage.id)}], ${literal(api)}>`;
  const steps = clientSteps(lineage.steps).map((step) =>
    stepText(step, (folder, shim) => imports.access({ folder }, 'operations', shim)),
  );
  return [
    ...docs,
    `export const ${name}: ${type} = /* @__PURE__ */ operation({`,
    '  api,',
    `  id: ${literal(lineage.id)},`,
    ...listLines(
      'forms',
      lineage.forms.map((form) => formText(form)),
    ),
    ...listLines('steps', steps),
    '});',
  ];
}

function listLines(name: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [`  ${name}: [],`];
  return [`  ${name}: [`, ...items.map((item) => `    ${item},`), '  ],'];
}

/** What a client converts: its requests down, and back to compare; responses only up. */
function clientSteps(steps: readonly LineageStep[]): readonly LineageStep[] {
  return steps.flatMap((step) => {
    const { downResponse: _, ...functions } = step.functions;
    const isUsed = Object.keys(functions).length > 0;
    return isUsed ? [{ ...step, functions }] : [];
  });
}
