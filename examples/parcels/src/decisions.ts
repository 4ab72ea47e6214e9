import { constant, drop, lossy, refusal, rename } from '@skewline/runtime';
import type { Decisions } from './generated/decisions.ts';

/** What nobody but the carrier can know about its four versions. */
export const decisions: Decisions = {
  v2: {
    up: {
      'ParcelRequest.recipient_name': rename('recipient'),
    },
    down: {
      'ParcelRequest.recipient': rename('recipient_name'),
      // Version 1 knows no faster word, and a parcel that comes sooner than promised hurts nobody.
      'Service(overnight)': drop('that the parcel comes the next morning', 'express'),
    },
  },
  v3: {
    up: {
      // `leave_at_door: false` never meant more than not to leave it there.
      'ParcelRequest.if_absent': ({ leave_at_door }) => {
        if (leave_at_door === undefined) return undefined;
        return leave_at_door ? 'leave_at_door' : 'bring_back';
      },
    },
    down: {
      // Version 2 knows one of three: a parcel that no neighbour is given is brought back.
      'ParcelRequest.leave_at_door': lossy('that a neighbour may take it', ({ if_absent }) => {
        if (if_absent === undefined) return undefined;
        return if_absent === 'leave_at_door';
      }),
      'ParcelState(lost)': drop('that nobody knows where it is', 'in_transit'),
    },
  },
  v4: {
    up: {
      'ParcelRequest.contents': constant('not declared'),
      // To drop the notification would leave the sender believing that the recipient knows.
      'Notification(fax)': () =>
        refusal(400, 'faxes are not sent any more: give an email address, or a number for a text message'),
    },
    down: {
      'Notification(text_message)': ({ number }) =>
        refusal(406, `version 3 cannot say that ${number} gets a text message`),
    },
  },
};
