import type { DecisionsDownToV18 } from '../generated/decisions.ts';
import { cannotSay } from '../refusals.ts';

export const down: DecisionsDownToV18 = {
  'Component(virtio_socket)': cannotSay('a virtio socket'),
};
