import type { Change, Reading } from '../../diff/change.ts';

/** Why a reader takes a value for something else, or not at all, in a sentence. */
export function whyText(change: Change, reading: Reading, reader: 'older' | 'newer'): string {
  const who = `The ${reader} version`;
  const { kind, name } = change;
  if (reading === 'left_aside' || reading === 'perhaps_moved') {
    return `${who} does not know ${name === '' ? 'a part of it' : name} and leaves it aside, so that it is not done.`;
  }
  if (reading === 'misread') {
    if (kind === 'default_changed')
      return `${who} takes an absent ${name} for something else: ${change.message}.`;
    if (kind === 'property_renamed')
      return `${who} looks for it under another name: ${change.message}.`;
    return `${who} understands it differently: ${change.message}.`;
  }
  switch (kind) {
    case 'operation_removed':
    case 'operation_added':
      return `${who} has no such operation.`;
    case 'operation_moved':
      return `${who} has the operation elsewhere: ${change.message}.`;
    case 'property_added':
    case 'property_removed':
    case 'became_required':
    case 'became_optional':
      return missing(change, reader)
        ? `${who} requires ${name}.`
        : `${who} does not accept ${name}.`;
    case 'became_nullable':
    case 'became_non_nullable':
      return `${who} does not accept null.`;
    case 'value_added':
    case 'value_removed':
      return `${who} does not know the value ${name}.`;
    case 'variant_added':
    case 'variant_removed':
      return `${who} does not know the variant ${name}.`;
    case 'response_added':
    case 'response_removed':
      return `${who} does not describe the status ${name}.`;
    case 'media_added':
    case 'media_removed':
      return `${who} has no ${name} there.`;
    case 'security_changed':
      return `${who} asks for other credentials: ${change.message}.`;
    case 'parameter_added':
    case 'parameter_removed':
      return `${who} requires ${name}.`;
    default:
      return `${who} does not accept it: ${change.message}.`;
  }
}

function missing({ kind, where }: Change, reader: 'older' | 'newer'): boolean {
  const example = reader === 'newer' ? where.up : where.down;
  return kind === 'became_required' || kind === 'became_optional' || example?.member === undefined;
}
