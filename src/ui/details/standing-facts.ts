import type { Standing, Standings } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Fact } from './DetailsBody.tsx';
import { detailWords, type DetailWords } from './words.ts';

/** What the destinations of the audit log have not got: nothing where they have all of it. */
export function standingFacts(standings: Standings = {}, { language }: Catalogue): readonly Fact[] {
  const words = detailWords({ language });
  const factsOf = (standing: Standing | undefined, labels: DetailWords['webhook' | 'onCalls']) => {
    const { waiting = 0, since, refused = 0, leftOut = 0 } = standing ?? {};
    return [
      ...(waiting > 0
        ? [{ label: labels.waiting, value: words.waitingSince(waiting, timeOf(since, language)) }]
        : []),
      ...(refused > 0 ? [{ label: labels.notAccepted, value: String(refused) }] : []),
      ...(leftOut > 0 ? [{ label: words.leftOut, value: String(leftOut) }] : []),
    ];
  };
  return [...factsOf(standings.webhook, words.webhook), ...factsOf(standings.onCalls, words.onCalls)];
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
