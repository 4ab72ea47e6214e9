import type { DecisionsDownToV11, DecisionsUpToV17 } from '../generated/decisions.ts';
import { cannotSay } from '../refusals.ts';

export const up: DecisionsUpToV17 = {
  'DelegatedZvol(local_storage)': (zvol) => ({ ...zvol, type: 'local_storage_encrypted' }),
};

export const down: DecisionsDownToV11 = {
  'DelegatedZvol(local_storage_encrypted)': (zvol) => ({ ...zvol, type: 'local_storage' }),
  'DelegatedZvol(local_storage_unencrypted)': cannotSay('unencrypted local storage'),
};
