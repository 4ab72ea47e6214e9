import { api } from '@skewline/sled-agent-types/server';
import { pullSteps } from '../migration/peers.ts';

/** JSON schemas of what the control port is asked. */

const text = { type: 'string', minLength: 1, maxLength: 1024 } as const;
const nullableText = { type: ['string', 'null'], maxLength: 1024 } as const;

export const vmmPath: object = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' } },
} as const;

export const failure: object = {
  type: 'object',
  required: ['cause', 'detail'],
  additionalProperties: false,
  properties: {
    cause: { enum: ['zone_gone', 'propolis_lost_instance', 'setup_failed'] },
    detail: nullableText,
  },
} as const;

export const nextStart: object = {
  type: 'object',
  required: ['failure'],
  additionalProperties: false,
  properties: { failure: { anyOf: [{ type: 'null' }, failure] } },
} as const;

export const power: object = {
  type: 'object',
  required: ['state'],
  additionalProperties: false,
  properties: { state: { enum: ['on', 'off'] } },
} as const;

export const pullPath: object = {
  type: 'object',
  properties: { step: { enum: [...pullSteps] } },
} as const;

export const pullBody: object = {
  type: 'object',
  required: ['migration_id', 'instance_id', 'source'],
  additionalProperties: false,
  properties: { migration_id: text, instance_id: text, source: text },
} as const;

const common = {
  vmmId: { type: ['string', 'null'], format: 'uuid' },
  times: { type: ['integer', 'null'], minimum: 1 },
  when: { enum: ['before', 'after'] },
  delayMs: { type: 'integer', minimum: 0, maximum: 3_600_000 },
} as const;

const ofReports = {
  required: ['target'],
  properties: { target: { const: 'reports' } },
} as const;

export const faults: object = {
  type: 'array',
  maxItems: 1000,
  items: {
    type: 'object',
    required: ['kind'],
    // `target` says which of the two it is, so that only that one's problems are told.
    allOf: [
      {
        if: ofReports,
        else: {
          additionalProperties: false,
          properties: {
            ...common,
            target: { const: 'api' },
            operation: { enum: [null, ...api.operations.map(({ id }) => id)] },
            kind: { enum: ['drop', 'delay', 'corrupt', 'status', 'refuse'] },
            status: { type: 'integer', minimum: 400, maximum: 599 },
            errorCode: text,
          },
        },
      },
      {
        if: { not: ofReports },
        else: {
          additionalProperties: false,
          properties: {
            ...common,
            target: { const: 'reports' },
            kind: { enum: ['drop', 'delay', 'duplicate', 'reorder'] },
          },
        },
      },
    ],
  },
} as const;
