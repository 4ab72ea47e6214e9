/** What nexus says, which begins with a small letter and may have no full stop. */
export function sentence(text: string): string {
  const begun = text.replace(/^./u, (first) => first.toUpperCase());
  return begun === '' || /[.!?…]$/u.test(begun) ? begun : `${begun}.`;
}

/** `4 min 20 s`: at most two units, and none below a second. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${String(amount)} ${unit}`)
    .join(' ');
}

/** `just now`, `4 min ago`: one unit, as nobody needs more. The clocks of two machines differ a little. */
export function agoText(milliseconds: number): string {
  if (milliseconds < 5000) return 'just now';
  const [first = '', unit = ''] = durationText(milliseconds).split(' ');
  return `${first} ${unit} ago`;
}

const binary = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `16 GiB`, `1.5 TiB`. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (Math.abs(amount) >= 1024 && unit < binary.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${String(Math.round(amount * 10) / 10)} ${String(binary[unit])}`;
}

// To make one takes as long as to draw a row of a table: each is made once.
const numbers = new Intl.NumberFormat('en');
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clocks = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** `10,000`. */
export function numberText(number: number): string {
  return numbers.format(number);
}

/** `1 sled`, `3 sleds`. */
export function countText(count: number, one: string, many: string = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** As a person at this machine writes a time: the local one, to the second. */
export function timeText(time: number): string {
  return times.format(time);
}

/** The same without the day. What is read aloud when it changes must not tell how long ago: that changes always. */
export function clockText(time: number): string {
  return clocks.format(time);
}

/** A time that is near: the day is told only where it is another one. */
export function nearText(time: number, now: number): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return isToday ? clockText(time) : timeText(time);
}
