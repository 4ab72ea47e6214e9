import { formats } from '@skewline/runtime/validation';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Judge } from './judge.ts';

/** ajv with these `schemas.json` of the Sled Agent API: gives what judges a type of a version. */
export function ajvWith(schemas: readonly object[]): (version: string, type: string) => Judge {
  // Formats of numbers are ranges that the schemas have besides: it would say of each that it knows no such format.
  const ajv = new Ajv2020({
    strict: false,
    unicodeRegExp: true,
    formats: { ...formats },
    logger: false,
  });
  for (const schema of schemas) ajv.addSchema(schema);
  return (version, type) => {
    const validate = ajv.getSchema(`sled-agent/v${version}#/$defs/${type}`);
    if (validate === undefined) throw new Error(`there is no ${type} in version ${version}`);
    return (value) => validate(value) === true;
  };
}
