import {
  lossy,
  type OperationResponse,
  Refusal,
  refusal,
  type ResponseShim,
} from '@skewline/runtime';
import type { ParameterForm, ServerApi } from '@skewline/runtime/exchange';
import { type Shape, validatorOf } from './shape.ts';

/**
 * An API of three versions, written by hand: a weight in grams becomes one with a unit (2), parcels
 * get a note (3), `label_view` is renamed and moves (2), `parcel_track` comes (2), `legacy_put` and
 * `legacy_view` go (after 2), `parcel_hold` must not be forwarded from 1.
 */
export interface Parcel {
  readonly id: number;
  readonly weight: { readonly value: number; readonly unit: string };
  readonly note: string;
}

interface Problem {
  readonly message: string;
}

export interface Operations {
  parcel_create: {
    body: { weight: { value: number; unit: string }; note?: string };
    responses: { 201: Parcel; '4XX': Problem };
  };
  parcel_view: { path: { id: number }; responses: { 200: Parcel; '4XX': Problem } };
  parcel_list: {
    query: { limit?: number; tag?: string[]; fragile?: boolean; q?: string };
    header: { 'x-depot'?: string; constructor?: string; 'x-floors'?: number[] };
    cookie: { session?: string };
    responses: { 200: unknown };
  };
  parcel_remove: { path: { id: number }; responses: { 204: undefined; default: Problem } };
  parcel_track: { path: { id: number }; responses: { 200: { place: string } } };
  parcel_hold: { path: { id: number }; responses: { 204: undefined } };
  parcel_all: { responses: { 200: unknown } };
  label_get: { path: { label: string }; responses: { 200: { label: string } } };
  picture_put: {
    path: { id: number };
    body: unknown;
    responses: { 200: unknown };
  };
}

export interface Retired {
  'legacy_put@2': { path: { id: number }; body?: { name: string }; responses: { 204: undefined } };
  'legacy_view@2': { path: { id: number }; responses: { 200: unknown } };
}

type OldRequest = { readonly body: { readonly weight_grams: number } };

function upCreate({ body: { weight_grams } }: OldRequest): unknown {
  if (weight_grams === 0)
    return refusal(422, 'nothing weighs nothing').within('weight_grams').within('body');
  if (weight_grams === 13) return refusal(null, 'unlucky').within('weight_grams').within('body');
  if (weight_grams === 14) throw new Error('secret of the decision');
  return { body: { weight: { value: weight_grams, unit: 'g' } } };
}

/** Fails at what its own version calls `weight`, which the caller's version does not have. */
function upCreateNote(request: Operations['parcel_create']): unknown {
  const { body } = request;
  if (body.weight.value !== 15) return request;
  return new Refusal('too late', { path: ['body', 'weight', 'value'] });
}

const downParcel: ResponseShim = ({ status, body }) => {
  if (status >= 300) return { status, body };
  // The handler's reply, of its own version.
  const { weight, ...rest } = body as Parcel;
  if (weight.unit === 'stone') return refusal(409, 'stones cannot be said in grams');
  if (weight.unit === 'secret') return refusal(null, 'secret of the decision');
  if (weight.unit === 'bug') throw new Error('secret of the decision');
  return { status, body: { ...rest, weight_grams: weight.value } };
};

const withoutNote = lossy('the note of the parcel', ({ note: _note, ...rest }: Parcel) => rest);

const downNote: ResponseShim = (response, context) => {
  if (response.status >= 300) return response;
  // As generated code calls decisions.
  const body: unknown = withoutNote(...([response.body, context] as unknown as [Parcel]));
  return { status: response.status, body } satisfies OperationResponse;
};

const inPath = (name: string, type: ParameterForm['type'] = 'number'): ParameterForm => ({
  name,
  in: 'path',
  type,
});
const json = 'application/json';
const body = { mediaType: json, required: true };
const problem = validatorOf({ message: 'string' });
const withId = validatorOf({ path: { id: 'integer' } });
const oldParcel: Shape = { id: 'integer', weight_grams: 'integer' };
const weight: Shape = { value: 'integer', unit: 'string' };
const newParcel: Shape = { id: 'integer', weight, note: 'string' };
const parcels = [oldParcel, { id: 'integer', weight } as Shape, newParcel].map(validatorOf);
const parcelSteps = [
  { newer: 1, downResponse: downParcel },
  { newer: 2, downResponse: downNote },
];
const parcelForms = <Form>(form: Form) =>
  parcels.map((parcel, position) => ({ ...form, first: position, last: position, parcel }));

export const depot: ServerApi<Operations, Retired, 'depot'> = {
  name: 'depot',
  versions: ['1', '2', '4'],
  sparse: true,
  operations: [
    {
      id: 'parcel_create',
      forms: parcelForms({ id: 'parcel_create', method: 'POST', path: '/parcels' }).map(
        ({ parcel, ...form }) => ({
          ...form,
          parameters: [],
          body,
          responses: { 201: json, '4XX': json },
          validators: {
            request: validatorOf({
              body: form.first === 0 ? { weight_grams: 'integer' } : { weight, 'note?': 'string' },
            }),
            responses: { 201: parcel, '4XX': problem },
          },
        }),
      ),
      steps: [
        { newer: 1, upRequest: upCreate, downResponse: downParcel },
        { newer: 2, upRequest: upCreateNote, downResponse: downNote },
      ],
    },
    {
      id: 'parcel_view',
      forms: parcelForms({ id: 'parcel_view', method: 'GET', path: '/parcels/{id}' }).map(
        ({ parcel, ...form }) => ({
          ...form,
          parameters: [inPath('id')],
          responses: { 200: json, '4XX': json },
          validators: { request: withId, responses: { 200: parcel, '4XX': problem } },
        }),
      ),
      steps: parcelSteps,
    },
    {
      id: 'parcel_list',
      forms: [
        {
          first: 0,
          last: 2,
          id: 'parcel_list',
          method: 'GET',
          path: '/parcels',
          parameters: [
            { name: 'limit', in: 'query', type: 'number' },
            { name: 'tag', in: 'query', type: 'text', list: true },
            { name: 'fragile', in: 'query', type: 'boolean' },
            { name: 'q', in: 'query', type: 'text' },
            { name: '__proto__', in: 'query', type: 'text' },
            { name: 'x-depot', in: 'header', type: 'text' },
            { name: 'x-floors', in: 'header', type: 'number', list: true },
            { name: 'constructor', in: 'header', type: 'text' },
            { name: 'session', in: 'cookie', type: 'text' },
          ],
          responses: { 200: json },
          validators: {
            request: validatorOf({
              query: {
                'limit?': 'integer',
                'tag?': ['string'],
                'fragile?': 'boolean',
                'q?': 'string',
              },
              header: { 'x-depot?': 'string', 'x-floors?': ['integer'], 'constructor?': 'string' },
              cookie: { 'session?': 'string' },
            }),
            responses: {},
          },
        },
      ],
      steps: [],
    },
    {
      id: 'parcel_remove',
      forms: [
        {
          first: 0,
          last: 2,
          id: 'parcel_remove',
          method: 'DELETE',
          path: '/parcels/{parcel}',
          parameters: [inPath('parcel')],
          responses: { 204: null, default: json },
          validators: {
            request: validatorOf({ path: { parcel: 'integer' } }),
            responses: { default: problem },
          },
        },
      ],
      steps: [],
    },
    {
      id: 'parcel_track',
      forms: [
        {
          first: 1,
          last: 2,
          id: 'parcel_track',
          method: 'GET',
          path: '/parcels/{id}/track',
          parameters: [inPath('id')],
          responses: { 200: json },
          validators: { request: withId, responses: { 200: validatorOf({ place: 'string' }) } },
        },
      ],
      steps: [],
    },
    {
      id: 'parcel_hold',
      forms: [
        {
          first: 0,
          last: 2,
          id: 'parcel_hold',
          method: 'PUT',
          path: '/parcels/{id}/hold',
          parameters: [inPath('id')],
          responses: { 204: null },
          validators: { request: withId, responses: {} },
        },
      ],
      steps: [],
      notForwarded: [{ first: 0, last: 0, reason: 'version 1 means something else by holding' }],
    },
    {
      // Before it came, this path was that of a parcel with the id `all`.
      id: 'parcel_all',
      forms: [
        {
          first: 2,
          last: 2,
          id: 'parcel_all',
          method: 'GET',
          path: '/parcels/all',
          parameters: [],
          responses: { 200: json },
          validators: { responses: {} },
        },
      ],
      steps: [],
    },
    {
      id: 'label_get',
      forms: [
        {
          first: 0,
          last: 0,
          id: 'label_view',
          method: 'GET',
          path: '/old/{label}',
          parameters: [inPath('label', 'text')],
          responses: { 200: json },
          validators: { request: validatorOf({ path: { label: 'string' } }), responses: {} },
        },
        {
          first: 1,
          last: 2,
          id: 'label_get',
          method: 'GET',
          path: '/labels/{label}',
          parameters: [inPath('label', 'text')],
          responses: { 200: json },
          validators: { request: validatorOf({ path: { label: 'string' } }), responses: {} },
        },
      ],
      steps: [],
    },
    {
      id: 'picture_put',
      forms: [
        {
          first: 0,
          last: 2,
          id: 'picture_put',
          method: 'PUT',
          path: '/parcels/{id}/picture',
          parameters: [inPath('id')],
          body: { mediaType: 'image/png', required: true },
          responses: { 200: 'image/png' },
          validators: { request: withId, responses: {} },
        },
      ],
      steps: [],
    },
  ],
  retired: {
    'legacy_put@2': {
      id: 'legacy_put',
      forms: [
        {
          first: 0,
          last: 1,
          id: 'legacy_put',
          method: 'PUT',
          path: '/legacy/{id}',
          parameters: [inPath('id')],
          body: { mediaType: json, required: false },
          responses: { 204: null },
          validators: {
            request: validatorOf({ path: { id: 'integer' }, 'body?': { name: 'string' } }),
            responses: {},
          },
        },
      ],
      steps: [],
    },
    'legacy_view@2': {
      id: 'legacy_view',
      forms: [
        {
          first: 0,
          last: 1,
          id: 'legacy_view',
          method: 'GET',
          path: '/legacy/{id}',
          parameters: [inPath('id')],
          responses: { 200: json },
          validators: { request: withId, responses: {} },
        },
      ],
      steps: [],
    },
  },
  documents: Object.fromEntries(
    ['1', '2', '4'].map((version) => [
      version,
      () =>
        Promise.resolve({ openapi: '3.1.0', info: { title: 'depot', version: `${version}.0.0` } }),
    ]),
  ),
};
