import { wireText } from '../diff/shapes.ts';
import type { Operation, Response } from '../model/api.ts';
import type { Epochs } from '../model/epochs.ts';
import type { Schema } from '../model/schema.ts';
import type { Lineage } from './lineage.ts';
import { jsonContent, jsonMedia, requestSchema } from './operation.ts';
import { type Range, rangesOf } from './ranges.ts';

/** What is checked of an exchange, and in which versions it stays the same. */
export interface ExchangeChecks {
  /** Of `{ path, query, header, cookie, body }`; none where the operation takes nothing. */
  readonly requests: readonly Check[];
  /** By status, as the operation has it; only those that are JSON. */
  readonly responses: { readonly [status: string]: readonly Check[] };
}

/** A schema in a range of versions in which all that it refers to stays the same. */
export interface Check {
  /** Positions in the API's list of versions, both included. */
  readonly first: number;
  readonly last: number;
  /** The operation as the first of them has it. */
  readonly operation: Operation;
  readonly schema: Schema;
}

export function exchangeChecks(lineage: Lineage, epochs: Epochs): ExchangeChecks {
  const { first, last, operations } = lineage;
  const checks = (schemaOf: (operation: Operation) => Schema | undefined): readonly Check[] => {
    const at = (position: number): Operation | undefined => operations[position - first];
    const schemaAt = (position: number): Schema | undefined => {
      const operation = at(position);
      return operation === undefined ? undefined : schemaOf(operation);
    };
    const ranges: readonly Range<string | undefined>[] = rangesOf(first, last, (position) => {
      const schema = schemaAt(position);
      return schema === undefined ? undefined : closureText(schema, position, epochs);
    });
    return ranges.flatMap((range) => {
      const [operation, schema] = [at(range.first), schemaAt(range.first)];
      if (operation === undefined || schema === undefined) return [];
      return [{ first: range.first, last: range.last, operation, schema }];
    });
  };
  const statuses = new Set(operations.flatMap(({ responses }) => [...responses.keys()]));
  return {
    requests: checks(checkedRequest),
    responses: Object.fromEntries(
      [...statuses].map((status) => [
        status,
        checks(({ responses }) => checkedResponse(responses.get(status))),
      ]),
    ),
  };
}

/** Bytes and forms are not looked into. */
function checkedRequest(operation: Operation): Schema | undefined {
  const { body } = operation;
  const whole = requestSchema(operation);
  const isJson = body !== undefined && jsonMedia(body.content) !== undefined;
  const properties = whole.properties.filter(({ name }) => name !== 'body' || isJson);
  return properties.length === 0 ? undefined : { ...whole, properties };
}

function checkedResponse(response: Response | undefined): Schema | undefined {
  return jsonContent(response?.content);
}

/** Equal texts: the same values, checked by the same validators of types. */
function closureText(schema: Schema, position: number, epochs: Epochs): string {
  const { pieces, references } = wireText(schema);
  const names = references.map((name) => {
    const first = epochs.at(position, name)?.first ?? position;
    return JSON.stringify([name, first]);
  });
  return pieces.map((piece, index) => `${piece}${names[index] ?? ''}`).join('');
}
