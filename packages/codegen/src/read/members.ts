import type { JsonObject } from '../model/json.ts';
import type { Context } from './context.ts';
import { isExtension } from './keywords.ts';
import { child } from './pointer.ts';

type Noun =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'body'
  | 'response'
  | 'mediaType';

/** Members of OpenAPI's own objects (not schemas) that we read, or that only people read. */
export const known: { readonly [Name in Noun]: readonly string[] } = {
  document: [
    'openapi',
    'info',
    'jsonSchemaDialect',
    'servers',
    'paths',
    'webhooks',
    'components',
    'security',
    'tags',
    'externalDocs',
  ],
  components: [
    'schemas',
    'responses',
    'parameters',
    'examples',
    'requestBodies',
    'headers',
    'securitySchemes',
    'links',
    'callbacks',
    'pathItems',
  ],
  pathItem: [
    '$ref',
    'summary',
    'description',
    'servers',
    'parameters',
    'get',
    'put',
    'post',
    'delete',
    'options',
    'head',
    'patch',
    'trace',
  ],
  operation: [
    'tags',
    'summary',
    'description',
    'externalDocs',
    'operationId',
    'parameters',
    'requestBody',
    'responses',
    'callbacks',
    'deprecated',
    'security',
    'servers',
  ],
  parameter: [
    'name',
    'in',
    'description',
    'required',
    'deprecated',
    'allowEmptyValue',
    'style',
    'explode',
    'allowReserved',
    'schema',
    'example',
    'examples',
    'content',
  ],
  body: ['description', 'content', 'required'],
  response: ['description', 'headers', 'content', 'links', 'summary'],
  mediaType: ['schema', 'example', 'examples', 'encoding'],
};

export function checkMembers(context: Context, raw: JsonObject, noun: Noun, pointer: string): void {
  const names: readonly string[] = known[noun];
  for (const key of Object.keys(raw)) {
    if (isExtension(key) || names.includes(key)) continue;
    context.reporter.report('unsupported', {
      message: `\`${key}\` has no place in the model.`,
      fix: 'Remove it, or give it a name that begins with x-.',
      pointer: child(pointer, key),
    });
  }
}

/** What OpenAPI can say but conversions do not see: said, and left out. */
export function warnLeftOut(
  context: Context,
  raw: JsonObject,
  key: string,
  pointer: string,
  why: string,
): void {
  if (!Object.hasOwn(raw, key)) return;
  context.reporter.report('unsupported', {
    severity: 'warning',
    message: `\`${key}\` is left out: ${why}.`,
    fix: 'Nothing to do unless clients depend on it.',
    pointer: child(pointer, key),
  });
}
