import type { Standing } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Fact } from './DetailsBody.tsx';
import { detailWords } from './words.ts';

/** What the audit webhook has not got: nothing where it has all of it. */
export function standingFacts(standing: Standing | undefined, { language }: Catalogue): readonly Fact[] {
  if (standing === undefined) return [];
  const words = detailWords({ language });
  const { waiting, since, refused } = standing;
  return [
    ...(waiting > 0
      ? [{ label: words.waiting, value: words.waitingSince(waiting, timeOf(since, language)) }]
      : []),
    ...(refused > 0 ? [{ label: words.notAccepted, value: String(refused) }] : []),
  ];
}

const DAY_MS = 86_400_000;

/** The time of day, and the day where it is another one. */
function timeOf(since: string | undefined, language: string): string {
  const at = new Date(since ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return '?';
  const isLong = Date.now() - at.getTime() > DAY_MS;
  return at.toLocaleString(language, {
    ...(isLong && { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  });
}
