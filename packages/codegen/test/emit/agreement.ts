import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formats, type ValidatorEpoch } from '@skewline/runtime/validation';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { emitSchemas } from '../../src/emit/schemas.ts';
import { emitValidators } from '../../src/emit/validators.ts';
import type { Api, Version } from '../../src/model/api.ts';
import type { Json } from '../../src/model/json.ts';
import type { Epochs } from '../../src/model/epochs.ts';
import { arbitraryOf } from '../support/arbitrary.ts';
import { onDisk } from './compile.ts';
import { mutated } from './mutated.ts';

export type ValidatorTable = { readonly [type: string]: readonly ValidatorEpoch[] };

/** The emitted validators, imported from a folder of their own. */
export async function importValidators(
  api: Api,
  epochs: Epochs,
): Promise<{ readonly table: ValidatorTable; readonly remove: () => void }> {
  const { folder, remove } = onDisk(emitValidators(api, epochs));
  const url = pathToFileURL(join(folder, 'generated/validators.ts')).href;
  const module: unknown = await import(url);
  // What the emitter writes; the tests look at the rest.
  return { table: (module as { readonly validators: ValidatorTable }).validators, remove };
}

/** ajv itself on the schemas that are emitted for people: same verdicts, by another way. */
export class Reference {
  readonly #ajv = new Ajv2020({
    strict: false,
    ownProperties: true,
    logger: false,
    formats: { ...formats },
  });
  readonly #name: string;

  constructor(api: Api, epochs: Epochs) {
    this.#name = api.name;
    for (const text of emitSchemas(api, epochs).values()) {
      this.#ajv.addSchema(JSON.parse(text) as object); // a schema is an object
    }
  }

  of(type: string, version: Version): ValidateFunction {
    const pointer = encodeURIComponent(type.replaceAll('~', '~0').replaceAll('/', '~1'));
    const validate = this.#ajv.getSchema(`${this.#name}/${version.id.folder}#/$defs/${pointer}`);
    if (validate === undefined) throw new Error(`no schema for ${type}`);
    return validate;
  }
}

/** Tries random values, and the same with one thing changed: the first on which verdicts differ. */
export function disagreement(
  type: string,
  version: Version,
  table: ValidatorTable,
  reference: Reference,
  numRuns: number,
): string | undefined {
  const direct = reference.of(type, version);
  const validate = table[type]?.find(({ from }) => from === version.id.text)?.validate;
  const schema = version.schemas.get(type)?.schema;
  if (validate === undefined || schema === undefined) return `no validator for ${type}`;
  const property = fc.property(
    // As a parser gives it: fast-check's records have no prototype, which ajv cannot compare.
    arbitraryOf(schema, version).map((value) => JSON.parse(JSON.stringify(value)) as Json),
    fc.infiniteStream(fc.nat()),
    (value, numbers) => {
      const other = mutated(value, () => numbers.next().value ?? 0);
      return direct(value) && validate(value) && validate(other) === direct(other);
    },
  );
  const { failed, counterexample } = fc.check(property, { numRuns });
  if (!failed) return undefined;
  const [value, numbers] = counterexample ?? [];
  const errors = JSON.stringify([direct.errors, validate.errors]);
  return `${type} ${version.id.text}: ${JSON.stringify(value)} ${fc.stringify(numbers)} ${errors}`;
}
