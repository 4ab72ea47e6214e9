import type { LineageStep } from '../../plan/lineage.ts';
import { literal } from '../code.ts';
import { header } from '../header.ts';
import { formText, stepText } from '../lineage-text.ts';
import type { ClientMethod, ClientModel } from './client-model.ts';

/**
 * `client/operations.ts`: a function for each operation, with its forms and conversions in all versions.
 * Nothing in it does anything when it is loaded, so a bundler drops what a program does not use.
 */
export function operationsModule(model: ClientModel): string {
  const { methods, modules, newest, versions } = model;
  if (methods.length === 0) return [header, 'export {};', ''].join('\n');
  const steps = methods.flatMap(({ lineage }) => clientSteps(lineage.steps));
  const used = new Set(steps.map(({ folder }) => folder));
  const imports = versions
    .filter(({ folder }) => used.has(folder))
    .map((id) => `import * as ${id.folder} from '${modules.module(id, 'operations')}';`);
  return [
    header,
    "import { type Call, operation } from '@skewline/runtime/client';",
    `import type { Operations } from '${modules.module(newest.id, 'types')}';`,
    ...imports,
    "import { api } from './api.ts';",
    ...methods.flatMap((method) => ['', ...functionLines(method, model)]),
    '',
  ].join('\n');
}

function functionLines({ name, lineage, docs }: ClientMethod, { api }: ClientModel): string[] {
  const type = `Operations[${literal(lineage.id)}]`;
  const steps = clientSteps(lineage.steps);
  return [
    ...docs,
    `export const ${name}: Call<${type}, ${literal(api)}> = /* @__PURE__ */ operation<${type}, ${literal(api)}>({`,
    '  api,',
    `  id: ${literal(lineage.id)},`,
    '  forms: [',
    ...lineage.forms.map((form) => `    ${formText(form)},`),
    '  ],',
    ...(steps.length === 0
      ? ['  steps: [],']
      : [
          '  steps: [',
          ...steps.map((step) => `    ${stepText(step, (folder, shim) => `${folder}.${shim}`)},`),
          '  ],',
        ]),
    '});',
  ];
}

/** What a client converts: its requests down, and back to compare; responses only up. */
function clientSteps(steps: readonly LineageStep[]): readonly LineageStep[] {
  return steps.flatMap(({ functions: { downResponse: _, ...functions }, ...step }) =>
    Object.keys(functions).length === 0 ? [] : [{ ...step, functions }],
  );
}
