import type { Epochs } from '../model/epochs.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Lineage } from '../plan/lineage.ts';
import type { ExchangeFunction, ExchangeValidators } from './exchange-validators.ts';
import { toJsonSchema } from './json-schema.ts';
import { NameLists } from './name-lists.ts';
import { type Need, ValidatorCompiler } from './validator-compiler.ts';
import { validatorModule } from './validator-module.ts';
import { validatorDialect } from './validator-schema.ts';
import { validatorName } from './validators.ts';

/**
 * `generated/vN/exchanges.ts`: a function for each request and each response that is new in that
 * version. A request is `{ path, query, header, cookie, body }`, its parameters already numbers,
 * booleans and lists. Types are checked by the functions of `validators.ts`, refinements included.
 */
export function emitExchanges(
  lineages: readonly Lineage[],
  validators: ExchangeValidators,
  epochs: Epochs,
  identifiers: ReadonlyMap<string, string>,
): FileMap {
  const files = new Map<string, string>();
  const compiler = new ValidatorCompiler();
  for (const [index, { id }] of epochs.versions.entries()) {
    const functions = validators.functionsBeginningAt(index, lineages);
    if (functions.length === 0) continue;
    const path = `generated/${id.folder}/exchanges.ts`;
    files.set(path, exchangeModule(index, functions, compiler, epochs, identifiers));
  }
  return files;
}

function exchangeModule(
  index: number,
  functions: readonly ExchangeFunction[],
  compiler: ValidatorCompiler,
  epochs: Epochs,
  identifiers: ReadonlyMap<string, string>,
): string {
  const imported = new Map<string, number>();
  const dialect = validatorDialect(({ name }) => {
    imported.set(name, epochs.at(index, name)?.first ?? index);
    return validatorName(identifiers, name);
  });
  const needs = new Map<string, Need>();
  const texts = functions.map(({ name, schema }) => {
    const compiled = compiler.compile(name, toJsonSchema(schema, dialect));
    for (const need of compiled.needs) needs.set(need.name, need);
    return `export const ${name}: Validator<unknown> = ${compiled.code};`;
  });
  const types = new NameLists('validators.ts');
  for (const [type, first] of imported) types.add(first, validatorName(identifiers, type));
  return validatorModule({
    needs: needs.values(),
    helpers: [],
    imports: types.statements('import', epochs),
    functions: texts,
  });
}
