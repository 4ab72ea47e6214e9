import type { Sled, SledReservation } from '@skewline/nexus-types/domain';
import type { SledResourceVmmRow, SledRow } from '../rows/index.ts';
import {
  downSledResourceVmmRowToSledReservation,
  downSledRowToSled,
} from './generated/row/down.ts';
import { upSledReservationToSledResourceVmmRow, upSledToSledRow } from './generated/row/up.ts';
import { total } from './total.ts';

/** A sled that is written for the first time; afterwards the last address used is the table's own. */
export function sledRow(sled: Sled): SledRow {
  return total(upSledToSledRow(sled, {}));
}

export function sledOfRow(row: SledRow): Sled {
  return total(downSledRowToSled(row, {}));
}

export function reservationRow(reservation: SledReservation): SledResourceVmmRow {
  return total(upSledReservationToSledResourceVmmRow(reservation, {}));
}

export function reservationOfRow(row: SledResourceVmmRow): SledReservation {
  return total(downSledResourceVmmRowToSledReservation(row, {}));
}
