import type { Json } from './json.ts';

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });

function tagged(tag: string, value: string, properties: { [name: string]: Json }): Json {
  return {
    type: 'object',
    properties: { [tag]: { type: 'string', enum: [value] }, ...properties },
    required: [tag, ...Object.keys(properties)],
  };
}

/** Most of what the reader knows, in two versions and in both dialects. */
export const everything: readonly Json[] = [document('1', '3.0.3'), document('2', '3.1.0')];

function document(version: string, openapi: string): Json {
  const isNewer = version === '2';
  return {
    openapi,
    info: { title: 'Everything', description: 'All of it.', version },
    tags: [{ name: 'things', description: 'Things' }],
    servers: [{ url: 'https://example.com' }],
    security: [{ token: [] }],
    paths: {
      '/things': {
        parameters: [{ name: 'trace', in: 'header', schema: { type: 'string' } }],
        get: {
          operationId: 'thing_list',
          tags: ['things'],
          summary: 'List things',
          description: 'All *things*.',
          parameters: [
            {
              name: 'limit',
              in: 'query',
              schema: { type: 'integer', format: 'uint32', minimum: 1, nullable: !isNewer },
            },
            { name: 'sort', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            { name: 'deep', in: 'query', schema: { type: 'boolean', default: false } },
            { name: 'session', in: 'cookie', schema: { type: 'string' } },
          ],
          responses: {
            '200': {
              description: 'Things',
              headers: { 'x-total': { schema: { type: 'integer' }, required: true } },
              content: json({
                type: 'object',
                properties: {
                  items: { type: 'array', items: ref('Thing') },
                  next_page: { type: 'string' },
                },
                required: ['items'],
              }),
            },
            '4XX': { $ref: '#/components/responses/Error' },
            '5XX': { $ref: '#/components/responses/Error' },
          },
        },
        post: {
          operationId: 'thing_create',
          requestBody: { required: true, content: json(ref('ThingCreate')) },
          responses: {
            '201': { description: 'Made', content: json(ref('Thing')) },
            default: { description: 'Trouble', content: json(ref('Error')) },
          },
        },
      },
      '/things/{thing_id}/parts/{part}': {
        put: {
          operationId: 'part_put',
          deprecated: true,
          parameters: [
            {
              name: 'thing_id',
              in: 'path',
              required: true,
              schema: { type: 'string', format: 'uuid' },
            },
            { $ref: '#/components/parameters/Part' },
          ],
          requestBody: {
            content: { ...(json(ref('Shape')) as object), 'application/octet-stream': {} },
          },
          responses: { '204': { description: 'Done' } },
        },
        delete: {
          operationId: isNewer ? 'part_remove' : 'part_delete',
          parameters: [
            {
              name: 'thing_id',
              in: 'path',
              required: true,
              schema: { type: 'string', format: 'uuid' },
            },
            { $ref: '#/components/parameters/Part' },
          ],
          responses: { '204': { description: 'Gone' } },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      parameters: {
        Part: {
          name: 'part',
          in: 'path',
          required: true,
          schema: { type: 'integer', format: 'int32' },
        },
      },
      responses: { Error: { description: 'Trouble', content: json(ref('Error')) } },
      schemas: {
        Error: {
          type: 'object',
          properties: { message: { type: 'string' }, code: { type: 'string' } },
          required: ['message'],
        },
        Thing: {
          description: 'A thing.',
          type: 'object',
          properties: {
            id: { type: 'string', format: 'uuid' },
            made: { type: 'string', format: 'date-time' },
            name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$', minLength: 1, maxLength: 63 },
            size: { type: 'integer', format: 'uint64', minimum: 0 },
            weight: { type: 'number', format: 'double' },
            colour: { allOf: [ref('Colour')], description: 'Of its outside' },
            shape: ref('Shape'),
            event: ref('Event'),
            state: ref('State'),
            either: ref('Either'),
            parent: isNewer
              ? { oneOf: [{ type: 'null' }, ref('Thing')] }
              : { nullable: true, allOf: [ref('Thing')] },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
            pair: isNewer
              ? {
                  type: 'array',
                  prefixItems: [{ type: 'string' }, { type: 'integer' }],
                  minItems: 2,
                  maxItems: 2,
                }
              : { type: 'array', items: {}, minItems: 2, maxItems: 2 },
            addresses: {
              type: 'array',
              items: { type: 'string', format: 'ip' },
              uniqueItems: true,
            },
            anything: {},
            flag: { type: 'boolean', default: true },
            closed: ref('Closed'),
            ...(isNewer ? { extra: { type: 'string' } } : {}),
          },
          required: ['id', 'name', 'shape', 'state'],
        },
        ThingCreate: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            colour: ref('Colour'),
            ...(isNewer ? { cached: { type: 'boolean', default: false } } : {}),
          },
          required: ['name'],
        },
        Closed: {
          type: 'object',
          properties: { constructor: { type: 'string' }, 'content-type': { type: 'integer' } },
          required: ['constructor'],
          additionalProperties: false,
        },
        Colour: {
          oneOf: [
            { type: 'string', enum: ['red'], description: 'Like a rose' },
            { type: 'string', enum: ['green', ...(isNewer ? ['blue'] : [])] },
          ],
        },
        Shape: {
          oneOf: [
            tagged('type', 'circle', { radius: { type: 'integer', format: 'uint8', minimum: 0 } }),
            tagged('type', 'square', {
              side: { type: 'integer', format: isNewer ? 'uint16' : 'uint8', minimum: 0 },
            }),
          ],
        },
        Event: {
          oneOf: [
            { type: 'string', enum: ['started', 'stopped'] },
            {
              type: 'object',
              properties: {
                moved: {
                  type: 'object',
                  properties: { to: { type: 'integer' } },
                  required: ['to'],
                },
              },
              required: ['moved'],
              additionalProperties: false,
            },
          ],
        },
        State: {
          oneOf: [ref('Idle'), ref('Busy')],
          discriminator: {
            propertyName: 'state',
            mapping: { idle: '#/components/schemas/Idle', busy: '#/components/schemas/Busy' },
          },
        },
        Idle: tagged('state', 'idle', {}),
        Busy: tagged('state', 'busy', {
          with: { type: 'array', items: ref('Either'), maxItems: 3 },
        }),
        Either: {
          anyOf: [
            { type: 'string' },
            { type: 'integer', minimum: -5, maximum: 5 },
            { type: 'boolean' },
          ],
        },
      },
    },
  };
}
