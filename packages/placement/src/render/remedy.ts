import type { Remedy } from '../hint/remedy.ts';
import { bytesText, countText, listText } from './amounts.ts';
import { groupsText } from './words.ts';

/** A remedy in one sentence, without ids. */
export function remedyText(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'wait':
      return 'Wait: a member of one of its groups is moving from one sled to another.';
    case 'stop_members':
      return stopText(remedy);
    case 'leave_groups':
      return `Outside of ${groupsText(remedy.groups)} it would fit on ${sledsText(remedy.sleds)}.`;
    case 'smaller': {
      const { hardwareThreads: cpus, rssRam, reservoirRam } = remedy.less;
      const less = [
        cpus > 0 ? countText(cpus, 'fewer CPU', 'fewer CPUs') : '',
        reservoirRam > 0 ? `${bytesText(reservoirRam)} less memory` : '',
        rssRam > 0 ? `${bytesText(rssRam)} less system memory` : '',
      ];
      const text = listText(less.filter((part) => part !== ''));
      return `${text} would fit on ${sledsText(remedy.sleds)}.`;
    }
    case 'other_platform': {
      const { platform } = remedy;
      const asked = platform === null ? 'Without a CPU platform' : `With CPU platform ${platform}`;
      return `${asked} it would fit on ${sledsText(remedy.sleds)}.`;
    }
    case 'any_sled':
      return `It would fit on ${sledsText(remedy.sleds)} not among those asked for.`;
    case 'fewer_disks': {
      const { detach, of, which } = remedy;
      const some = which === 'any' ? `any ${String(detach)} of` : `the ${largestText(detach)} of`;
      const all = `Detach its ${detach === 1 ? 'new local disk' : `${String(detach)} new local disks`}`;
      return detach === of ? `${all}.` : `Detach ${some} its ${countText(of, 'new local disk')}.`;
    }
    case 'free_of_disks': {
      const disks = countText(remedy.detach, 'local disk');
      if (remedy.detach < remedy.of) return `Detach ${disks}: the rest are on one sled with room.`;
      const all = remedy.detach === 1 ? 'local disk' : disks;
      return `Without the ${all} that it has already it would fit on ${sledsText(remedy.sleds)}.`;
    }
  }
}

function largestText(count: number): string {
  return count === 1 ? 'largest' : `${String(count)} largest`;
}

function sledsText(sleds: number): string {
  return countText(sleds, 'sled');
}

function stopText({ which, stop, of, groups }: Extract<Remedy, { kind: 'stop_members' }>): string {
  const all = groupsText(groups);
  const members = stop === 1 && of === 1 ? 'member' : 'members';
  switch (which) {
    case 'in_the_way':
      if (stop < of)
        return `Stop 1 of ${String(of)} ${members} of ${all}: any on a sled with room.`;
      return stop === 1
        ? `Stop 1 member of ${all}: the one on a sled with room.`
        : `Stop ${String(stop)} members of ${all}: those on one sled with room.`;
    case 'elsewhere':
      return `Stop ${String(stop)} ${members} of ${all}: the rest are on one sled with room.`;
    case 'all':
      return `Stop the ${of === 1 ? 'member' : `${String(of)} members`} of ${all}.`;
    case 'on_the_sled':
      return stop === of
        ? `Stop the ${of === 1 ? 'member' : `${String(of)} members`} of ${all} on that sled.`
        : `Stop any ${String(stop)} of the ${String(of)} members of ${all} on that sled.`;
  }
}
