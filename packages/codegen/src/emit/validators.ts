import type { Api } from '../model/api.ts';
import type { Epoch, Epochs } from '../model/epochs.ts';
import type { FileMap } from '../model/file-map.ts';
import { builtName, literal } from './code.ts';
import { header } from './header.ts';
import { toJsonSchema } from './json-schema.ts';
import { NameLists } from './name-lists.ts';
import { byCodeUnits, identifierIn, typeNames } from './names.ts';
import { type Need, ValidatorCompiler } from './validator-compiler.ts';
import { validationModule, validatorModule } from './validator-module.ts';
import { validatorDialect } from './validator-schema.ts';

/**
 * `generated/vN/validators.ts`: a function for each type that is new in that version; and
 * `generated/validators.ts`: all of them by type and version.
 */
export function emitValidators(
  api: Api,
  epochs: Epochs,
  refine: ReadonlyMap<string, string> = new Map(),
): FileMap {
  const files = new Map<string, string>();
  const names = typeNames(api);
  const compiler = new ValidatorCompiler();
  const begun: Epoch[] = [];
  for (const [index, { id }] of api.versions.entries()) {
    const here = epochs.beginningAt(index);
    if (here.length === 0) continue;
    begun.push(...here);
    const path = `generated/${id.folder}/validators.ts`;
    files.set(
      path,
      versionModule(index, epochs, names, compiler, refinedTypes(epochs, index, refine)),
    );
  }
  files.set('generated/validators.ts', tableModule(begun, epochs, names));
  return files;
}

function versionModule(
  index: number,
  epochs: Epochs,
  names: ReadonlyMap<string, string>,
  compiler: ValidatorCompiler,
  refined: ReadonlySet<string>,
): string {
  const imported = new Map<string, number>();
  const dialect = validatorDialect(({ name }) => {
    const first = epochs.at(index, name)?.first ?? index;
    if (first !== index) imported.set(name, first);
    return validatorName(names, name);
  });
  const needs = new Map<string, Need>();
  const functions: string[] = [];
  for (const { type, last } of epochs.beginningAt(index)) {
    const named = epochs.versions[last]?.schemas.get(type);
    const schema = named === undefined ? {} : toJsonSchema(named.schema, dialect);
    const compiled = compiler.compile(validatorName(names, type), schema);
    for (const need of compiled.needs) needs.set(need.name, need);
    const identifier = identifierIn(names, type);
    const declared = `validate${identifier}: Validator<Types.${identifier}>`;
    if (refined.has(type)) {
      // Without a name of its own, so that it knows itself only by the export, refined.
      const code = compiled.code.replace(/^function \w+\(/, 'function (');
      const refinement = `() => refinements[${literal(type)}]`;
      functions.push(`export const ${declared} = refine(${code}, ${refinement});`);
    } else {
      functions.push(`export const ${declared} = ${compiled.code};`);
    }
  }
  const older = new NameLists('validators.ts');
  for (const [type, first] of imported) older.add(first, validatorName(names, type));
  return validatorModule({
    needs: needs.values(),
    helpers: refined.size > 0 ? ['refine'] : [],
    imports: [
      ...(refined.size > 0 ? ["import { refinements } from '../../refinements.ts';"] : []),
      ...older.statements('import', epochs),
      // By namespace: a type may have the name of one of ajv's constants.
      "import type * as Types from './types.ts';",
    ],
    functions,
  });
}

/** The types that begin here and that skewline.json says have a hand-written rule by now. */
function refinedTypes(
  epochs: Epochs,
  index: number,
  refine: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const begun = epochs.beginningAt(index).map(({ type }) => type);
  return new Set(
    begun.filter((type) => {
      const since = epochs.versions.findIndex(({ id }) => id.text === refine.get(type));
      return since >= 0 && since <= index;
    }),
  );
}

function tableModule(
  begun: readonly Epoch[],
  epochs: Epochs,
  names: ReadonlyMap<string, string>,
): string {
  const text = (index: number): string => epochs.versions[index]?.id.text ?? '';
  const folder = (index: number): string => epochs.versions[index]?.id.folder ?? '';
  const rows = new Map<string, string[]>();
  for (const { type, first, last } of begun) {
    const validate = `${folder(first)}.${validatorName(names, type)}`;
    const range = `from: ${literal(text(first))}, to: ${literal(text(last))}`;
    const row = `{ ${range}, validate: ${validate} }`;
    const list = rows.get(type);
    if (list === undefined) rows.set(type, [row]);
    else list.push(row);
  }
  const folders = [...new Set(begun.map(({ first }) => folder(first)))];
  const types = [...rows].sort(([a], [b]) => byCodeUnits(a, b));
  return [
    header,
    `import type { ValidatorEpoch } from '${validationModule}';`,
    ...folders.map((name) => `import * as ${name} from './${name}/validators.ts';`),
    '',
    '/** By the name of the type in the documents, oldest first. */',
    'export const validators: { readonly [type: string]: readonly ValidatorEpoch[] } = ' +
      'Object.assign(',
    '  // Without a prototype: `constructor` is a type only if the API has one.',
    '  Object.create(null),',
    '  {',
    ...types.map(([type, list]) => `    ${builtName(type)}: [${list.join(', ')}],`),
    '  },',
    ');',
    '',
  ].join('\n');
}

/** The name of the function that checks a type, in the module of the version that the type begins in. */
export function validatorName(names: ReadonlyMap<string, string>, type: string): string {
  return `validate${identifierIn(names, type)}`;
}
