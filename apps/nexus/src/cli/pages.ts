import { type Command, Option } from 'commander';
import { countArgument } from './command.ts';
import { CliProblem } from './problem.ts';

/** Which part of a list is wanted. */
export interface PageOptions {
  readonly limit?: number;
  readonly pageToken?: string;
  readonly all?: true;
}

export function addPageOptions(command: Command): Command {
  return command
    .addOption(new Option('--limit <count>', 'the most to show').argParser(countArgument))
    .addOption(new Option('--page-token <token>', 'what the page before said'))
    .addOption(new Option('--all', 'all pages'));
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_page: string | null;
}

interface PageQuery {
  limit?: number;
  page_token?: string;
}

/** One page, or all of them as one. */
export async function readPages<Item>(
  { limit, pageToken, all }: PageOptions,
  read: (query: PageQuery) => Promise<Page<Item> | CliProblem>,
): Promise<Page<Item> | CliProblem> {
  const size = limit ?? (all === true ? 1000 : undefined);
  const items: Item[] = [];
  let token: string | null = pageToken ?? null;
  do {
    const page = await read({
      ...(size === undefined ? {} : { limit: size }),
      ...(token === null ? {} : { page_token: token }),
    });
    if (page instanceof CliProblem) return page;
    items.push(...page.items);
    token = page.next_page;
  } while (all === true && token !== null);
  return { items, next_page: token };
}

/** What to tell where there is more. */
export function moreNotes({ next_page }: Page<unknown>): readonly string[] {
  return next_page === null ? [] : [`There are more: --page-token ${next_page}, or --all.`];
}
