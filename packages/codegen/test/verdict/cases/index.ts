import type { Case } from './case.ts';
import { collections } from './collections.ts';
import { defaults } from './defaults.ts';
import { enums } from './enums.ts';
import { bodies, contents, headers, responses } from './exchange.ts';
import { numbers } from './numbers.ts';
import { operationTable, reach } from './operations.ts';
import { parameters } from './parameters.ts';
import { properties } from './properties.ts';
import { strings } from './strings.ts';
import { unions } from './unions.ts';

export const tables: { readonly [noun: string]: readonly Case[] } = {
  properties,
  defaults,
  enums,
  unions,
  collections,
  numbers,
  strings,
  parameters,
  bodies,
  contents,
  responses,
  headers,
  operations: operationTable,
  reach,
};
