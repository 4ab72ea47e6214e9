import type { Operation } from '@skewline/runtime/api';
import type { Error } from './v1/error.ts';
import type { SerialNumber, SledPower, SledPowerPut, SledPowers } from './v1/sled.ts';

/** What the rack's management gateway can be asked. */
export interface Operations {
  /** Lists the sleds whose service processors it can reach. */
  sled_power_list: Operation<
    'GET',
    '/sleds',
    { responses: { 200: SledPowers; '4XX': Error; '5XX': Error } }
  >;

  /** Says whether the host of a sled is on. */
  sled_power_view: Operation<
    'GET',
    '/sleds/{serial}/power',
    { path: { serial: SerialNumber }; responses: { 200: SledPower; '4XX': Error; '5XX': Error } }
  >;

  /** Switches the host of a sled on or off. A sled that is not known is from now on. */
  sled_power_put: Operation<
    'PUT',
    '/sleds/{serial}/power',
    {
      path: { serial: SerialNumber };
      body: SledPowerPut;
      responses: { 200: SledPower; '4XX': Error; '5XX': Error };
    }
  >;
}
