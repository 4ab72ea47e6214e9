import type { Handlers, Reply } from '@skewline/server';
import type { Operations, Parcel } from './generated/latest.ts';

/** The carrier, in memory. It is written for the newest version and knows of no other. */
export function depot(): Handlers<Operations> {
  const parcels = new Map<string, Parcel>();
  const find = (number: string): Parcel => {
    const parcel = parcels.get(number);
    // The carrier's documents have no word for it.
    if (parcel === undefined) throw new Error(`no parcel ${number}`);
    return parcel;
  };
  return {
    parcel_send({ body: request }): Reply<Operations['parcel_send']> {
      const number = `GB${String(parcels.size + 1).padStart(9, '0')}`;
      const parcel: Parcel = {
        number,
        request,
        events: [{ at: '2026-11-21T08:00:00Z', state: 'accepted' }],
      };
      parcels.set(number, parcel);
      return { status: 201, body: parcel };
    },
    parcel_view: ({ path }) => ({ status: 200, body: find(path.number) }),
    parcel_cancel({ path }): Reply<Operations['parcel_cancel']> {
      const parcel = find(path.number);
      const returned = { at: '2026-11-21T09:00:00Z', state: 'returned' } as const;
      parcels.set(path.number, { ...parcel, events: [...parcel.events, returned] });
      return { status: 204 };
    },
  };
}
