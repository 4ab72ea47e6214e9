/**
 * A small API in three versions, written by hand as `skewline generate` writes it.
 *
 * 1  a parcel has a weight, labels and a state
 * 2  it may have a note; parcels can be listed
 * 3  its state is an object that says why a parcel was lost; it has stamps; parcels can be sent
 */
import { type Decision, drop, lossy, Refusal, refusal } from '../../src/index.ts';
import type { ApiVersions, ClientOperation } from '../../src/exchange.ts';
import type { Context } from '../../src/index.ts';
import type { OperationResponse } from '../../src/operation.ts';
import type { Validator } from '../../src/validation.ts';
import {
  type BodyInput,
  type Call,
  operation,
  type ResponseValidators,
} from '../../src/client/index.ts';

export interface Parcel1 {
  weight: number;
  labels: string[];
  state: 'new' | 'sent';
}
export interface Parcel2 extends Parcel1 {
  note?: string | null;
}
export interface Parcel extends Omit<Parcel2, 'state'> {
  state: State;
  stamps: number[];
}
export type State = { kind: 'new' } | { kind: 'sent' } | { kind: 'lost'; reason: string };
export interface Problem {
  error_code?: string;
  message: string;
}

export interface Operations {
  parcel_get: {
    path: { id: string };
    responses: { 200: Parcel; '4XX': Problem; '5XX': Problem };
  };
  parcel_put: {
    path: { id: string };
    query?: { dry_run?: boolean; tags?: string[] };
    header?: { 'if-match'?: string };
    body: Parcel;
    responses: {
      200: Parcel;
      201: Parcel;
      404: { missing: string };
      '4XX': Problem;
      '5XX': Problem;
    };
  };
  parcel_list: {
    query?: { limit?: number | null };
    responses: { 200: Parcel[]; default: Problem };
  };
  parcel_delete: {
    path: { id: string };
    responses: { 204: undefined; '4XX': Problem; '5XX': Problem };
  };
  parcel_send: {
    path: { id: string };
    body: { to: string };
    responses: { 202: Parcel; '4XX': Problem; '5XX': Problem };
  };
  parcel_note: {
    path: { id: string };
    body: { text: string };
    responses: { 200: Parcel; '4XX': Problem; '5XX': Problem };
  };
  label_get: { path: { id: string }; responses: { 200: Response; '4XX': Problem; '5XX': Problem } };
  label_put: {
    path: { id: string };
    body: BodyInput;
    responses: { 204: undefined; '4XX': Problem; '5XX': Problem };
  };
}

export const api: ApiVersions<'depot'> = {
  name: 'depot',
  versions: ['1', '2', '3'],
  sparse: false,
};

const whyLost: Decision<State, 'sent'> = drop('why a parcel was lost', 'sent');
const order = lossy('the order of labels', (...[labels]: [readonly string[], Context]) =>
  [...labels].sort(),
);

/** A parcel of more than 100 is refused below 3, by a decision. */
export function downParcel3(parcel: Parcel, context: Context): Parcel2 | Refusal {
  if (parcel.weight > 100) return refusal(400, 'too heavy').within('weight');
  const { weight, labels, state } = parcel;
  const said = state.kind === 'lost' ? whyLost(state, context) : state.kind;
  if (said instanceof Refusal) return said;
  const older: Parcel2 = { weight, labels, state: said };
  if (parcel.note !== undefined) older.note = parcel.note;
  return older;
}

export function upParcel3(parcel: Parcel2, context: Context): Parcel | Refusal {
  if (parcel.weight < 0) return refusal(400, 'less than nothing').within('weight');
  const { weight, labels, state } = parcel;
  const newer: Parcel = {
    weight,
    labels: order(labels, context),
    state: { kind: state },
    stamps: [],
  };
  if (parcel.note !== undefined) newer.note = parcel.note;
  return newer;
}

export function downParcel2({ weight, labels, state }: Parcel2): Parcel1 {
  return { weight, labels, state };
}

type Put<Body> = { path: { id: string }; body: Body };

function withBody<From, To>(convert: (body: From, context: Context) => To | Refusal) {
  return (request: Put<From>, context: Context): Put<To> | Refusal => {
    const body = convert(request.body, context);
    return body instanceof Refusal ? body.within('body') : { ...request, body };
  };
}

function ofStatus200<From, To>(convert: (body: From, context: Context) => To | Refusal) {
  return (response: OperationResponse, context: Context): OperationResponse | Refusal => {
    if (response.status >= 300) return response;
    const body = convert(response.body as From, context); // as generated code has it: it was validated
    return body instanceof Refusal ? body : { status: response.status, body };
  };
}

const json = 'application/json';
const problems = { '4XX': json, '5XX': json };
const id = { name: 'id', in: 'path', type: 'text' } as const;
const always = { first: 0, last: 2 };

const responsesUp = { newer: 2, upResponse: ofStatus200(upParcel3) };

export const parcelGet: Call<Operations['parcel_get'], 'depot'> = operation({
  api,
  id: 'parcel_get',
  forms: [
    {
      ...always,
      id: 'parcel_get',
      method: 'GET',
      path: '/parcels/{id}',
      parameters: [id],
      responses: { 200: json, ...problems },
    },
  ],
  steps: [responsesUp],
});

export const parcelPutOperation: ClientOperation<'depot'> = {
  api,
  id: 'parcel_put',
  forms: [
    {
      ...always,
      id: 'parcel_put',
      method: 'PUT',
      path: '/parcels/{id}',
      parameters: [
        id,
        { name: 'dry_run', in: 'query', type: 'boolean' },
        { name: 'tags', in: 'query', type: 'text', list: true },
        { name: 'if-match', in: 'header', type: 'text' },
      ],
      body: { mediaType: json, required: true },
      responses: { 200: json, 201: json, 404: json, ...problems },
    },
  ],
  steps: [
    // Up to version 2 nothing changes: all of version 1 is in it.
    { newer: 1, downRequest: withBody(downParcel2) },
    {
      newer: 2,
      downRequest: withBody(downParcel3),
      upRequest: withBody(upParcel3),
      upResponse: ofStatus200(upParcel3),
    },
  ],
};

export const parcelPut: Call<Operations['parcel_put'], 'depot'> = operation(parcelPutOperation);

export const parcelList: Call<Operations['parcel_list'], 'depot'> = operation({
  api,
  id: 'parcel_list',
  forms: [
    {
      first: 1,
      last: 2,
      id: 'parcel_list',
      method: 'GET',
      path: '/parcels',
      parameters: [{ name: 'limit', in: 'query', type: 'number' }],
      responses: { 200: json, default: json },
    },
  ],
  steps: [
    {
      newer: 2,
      upResponse: ofStatus200((list: readonly Parcel2[], context) => {
        const up: Parcel[] = [];
        for (const [index, parcel] of list.entries()) {
          const one = upParcel3(parcel, context);
          if (one instanceof Refusal) return one.within(index);
          up.push(one);
        }
        return up;
      }),
    },
  ],
});

export const parcelDelete: Call<Operations['parcel_delete'], 'depot'> = operation({
  api,
  id: 'parcel_delete',
  forms: [
    {
      ...always,
      id: 'parcel_delete',
      method: 'DELETE',
      path: '/parcels/{id}',
      parameters: [id],
      responses: { 204: null, ...problems },
    },
  ],
  steps: [],
});

export const parcelNote: Call<Operations['parcel_note'], 'depot'> = operation({
  api,
  id: 'parcel_note',
  forms: [
    {
      ...always,
      id: 'parcel_note',
      method: 'POST',
      path: '/parcels/{id}/note',
      parameters: [id],
      body: { mediaType: json, required: true },
      responses: { 200: json, ...problems },
    },
  ],
  steps: [responsesUp],
});

export const parcelSend: Call<Operations['parcel_send'], 'depot'> = operation({
  api,
  id: 'parcel_send',
  forms: [
    {
      first: 2,
      last: 2,
      id: 'parcel_send',
      method: 'POST',
      path: '/parcels/{id}/send',
      parameters: [id],
      body: { mediaType: json, required: true },
      responses: { 202: json, ...problems },
    },
  ],
  steps: [],
});

export const labelGet: Call<Operations['label_get'], 'depot'> = operation({
  api,
  id: 'label_get',
  forms: [
    {
      ...always,
      id: 'label_get',
      method: 'GET',
      path: '/parcels/{id}/label',
      parameters: [id],
      responses: { 200: 'image/png', ...problems },
    },
  ],
  steps: [],
});

export const labelPut: Call<Operations['label_put'], 'depot'> = operation({
  api,
  id: 'label_put',
  forms: [
    {
      ...always,
      id: 'label_put',
      method: 'PUT',
      path: '/parcels/{id}/label',
      parameters: [id],
      body: { mediaType: 'image/png', required: true },
      responses: { 204: null, ...problems },
    },
  ],
  steps: [],
});

/** By hand, where ajv would be: only what tells the versions apart. */
const ofVersion = (isNewest: boolean): Validator<unknown> => {
  const validate: Validator<unknown> = (value): value is unknown => {
    // The tests look at nothing but parcels.
    const { state, labels } = Object(value) as { state: unknown; labels: unknown };
    const isOfVersion = isNewest
      ? typeof state === 'object' && state !== null && 'kind' in state
      : typeof state === 'string';
    if (isOfVersion && Array.isArray(labels)) return true;
    validate.errors = [
      {
        keyword: 'type',
        instancePath: '/state',
        schemaPath: '#/state',
        params: {},
        message: 'must be of its version',
      },
    ];
    return false;
  };
  return validate;
};

export const responseValidators: ResponseValidators = {
  parcel_get: [
    { first: 0, last: 1, responses: { 200: ofVersion(false) } },
    { first: 2, last: 2, responses: { 200: ofVersion(true) } },
  ],
};
