import { header } from './header.ts';
import { statement } from './name-lists.ts';
import { byCodeUnits } from './names.ts';
import type { Need } from './validator-compiler.ts';

export const validationModule = '@skewline/runtime/validation';

export interface ValidatorModule {
  /** What the functions take from outside themselves, other than validators. */
  readonly needs: Iterable<Need>;
  /** Names of the runtime that they use beside that. */
  readonly helpers: readonly string[];
  /** Statements. */
  readonly imports: readonly string[];
  /** `export const validateX: … = …;` */
  readonly functions: readonly string[];
}

/** A module of functions that ajv has written. */
export function validatorModule({ needs, helpers, imports, functions }: ValidatorModule): string {
  const used = ['type Validator', ...helpers];
  const constants: string[] = [];
  for (const { name, value } of [...needs].sort((a, b) => byNumber(a.name, b.name))) {
    if ('helper' in value) used.push(`${value.helper} as ${name}`);
    else constants.push(`const ${name} = ${value.expression};`);
  }
  if (constants.some((line) => line.includes(' = formats'))) used.push('formats');
  return [
    header,
    '// @ts-nocheck: ajv writes JavaScript; only what is exported has types that mean something.',
    statement('import', used, validationModule),
    ...imports,
    ...(constants.length === 0 ? [] : ['', ...constants]),
    ...functions.map((text) => `\n${text}`),
    '',
  ].join('\n');
}

/** `obj2` before `obj10`: one may be made from an earlier one. */
function byNumber(a: string, b: string): number {
  const [nameA, numberA] = [a.replace(/\d+$/, ''), Number(/\d+$/.exec(a)?.[0] ?? 0)];
  const [nameB, numberB] = [b.replace(/\d+$/, ''), Number(/\d+$/.exec(b)?.[0] ?? 0)];
  return byCodeUnits(nameA, nameB) || numberA - numberB;
}
