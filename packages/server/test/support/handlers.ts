import type { Call, Handlers } from '../../src/index.ts';
import type { Operations, Parcel, Retired } from './depot.ts';

const parcel = (id: number, unit = 'g'): Parcel => ({
  id,
  weight: { value: 700, unit },
  note: 'fragile',
});

/** What a handler makes of the ids below 200: replies that must not be sent, and why. */
const nonsense: Readonly<Record<number, () => unknown>> = {
  101: () => undefined,
  102: () => ({ status: 'two hundred', body: {} }),
  103: () => ({ status: 302, body: {} }),
  104: () => ({ status: 200 }),
  105: () => ({ status: 200, body: () => 'a function' }),
  106: () => ({ status: 200, body: 10n }),
  107: () => ({ status: 200, body: parcel(107), headers: { 'x-bad': 'two\r\nlines' } }),
  108: () => ({ status: 200, body: parcel(108), headers: { 'Content-Type': 'text/html' } }),
  109: () => ({ status: 200, body: { secret: 'not the shape' } }),
  110: () => {
    throw new Error('secret of the handler');
  },
  111: () => Promise.reject(new Error('secret of the handler')),
  112: () => ({
    status: 200,
    get body(): unknown {
      throw new Error('secret of the handler');
    },
  }),
  113: () => ({ status: 200, body: parcel(113, 'stone') }),
  114: () => ({ status: 200, body: parcel(114, 'secret') }),
  115: () => ({ status: 200, body: parcel(115, 'bug') }),
};

export const handlers: Handlers<Operations> = {
  parcel_create: async ({ body }) => ({
    status: 201,
    body: { id: 1, weight: body.weight, note: body.note ?? '' },
    headers: { location: '/parcels/1' },
  }),
  parcel_view: ({ path: { id } }) => {
    const wrong = nonsense[id];
    // A program that is not checked by types.
    if (wrong !== undefined) return wrong() as { status: 200; body: Parcel };
    return id === 404
      ? { status: 404, body: { message: 'no such parcel' } }
      : { status: 200, body: parcel(id) };
  },
  parcel_list: ({ query, header, cookie }) => ({
    status: 200,
    // Own members only, in a shape that shows `__proto__` too.
    body: [query, header, cookie].map((group) => Object.entries(group)),
  }),
  parcel_remove: () => ({ status: 204 }),
  parcel_track: async (_request, call) => ({ status: 200, body: { place: placeOf(call) } }),
  parcel_hold: () => ({ status: 204 }),
  parcel_all: () => ({ status: 200, body: 'all' }),
  label_get: ({ path }) => ({ status: 200, body: path }),
  // The picture comes back as it is.
  picture_put: ({ body }) => ({ status: 200, body }),
};

export const retiredHandlers: Partial<Handlers<Retired>> = {
  'legacy_put@2': () => ({ status: 204 }),
};

function placeOf({ operation, version }: Call): string {
  return `${operation} ${version}`;
}
