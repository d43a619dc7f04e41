import { settle } from './fake-clock.ts';

/** Unfolds *Details*, and waits for what is loaded for it. */
export async function openDetails(within: ParentNode): Promise<HTMLDetailsElement> {
  const details = within.querySelector('details');
  if (!details) throw new Error('There are no details.');
  details.open = true;
  await settle();
  return details;
}
