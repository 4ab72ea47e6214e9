import type { OperationForm, ParameterForm } from '@skewline/runtime/exchange';
import type { Operation, Version } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { jsonMedia } from './operation.ts';
import { parameterForm } from './parameter-form.ts';

/** An operation as it stands on the wire, of whatever versions. */
export type Form = Omit<OperationForm, 'first' | 'last'>;

/** What a program has to know of an operation of this version to ask it or to answer it. */
export function operationForm(operation: Operation, version: Pick<Version, 'schemas'>): Form {
  const { id, method, path, parameters, body, responses } = operation;
  const bodyMedia = body === undefined ? undefined : mediaOf(body.content);
  return {
    id,
    method: method.toUpperCase(),
    path,
    // One that text cannot carry is refused before anything is written.
    parameters: parameters.map(
      (one): ParameterForm =>
        parameterForm(one, version) ?? { name: one.name, in: one.in, type: 'text' },
    ),
    ...(body === undefined || bodyMedia === undefined
      ? {}
      : { body: { mediaType: bodyMedia, required: body.required } }),
    responses: Object.fromEntries(
      [...responses].map(([status, { content }]) => [status, mediaOf(content) ?? null]),
    ),
  };
}

/** JSON if there is any: a program handles one value, whatever else the server could speak. */
function mediaOf(content: ReadonlyMap<string, Schema>): string | undefined {
  return jsonMedia(content) ?? [...content.keys()][0];
}
