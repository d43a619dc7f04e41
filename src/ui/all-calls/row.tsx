import type { ConversationView } from '../../app/view.ts';
import type { Row } from '../agent/ConversationRegion.tsx';
import { shortId } from '../words.ts';
import type { Catalogue } from '../catalogue.ts';

/** What a call is told apart by: never a number or a name of the customer's. */
export interface Title {
  readonly title: string;
  readonly time: string | undefined;
}

let clockOf: { readonly language: string; readonly format: Intl.DateTimeFormat } | undefined;

/** Made once: a list of a hundred calls is titled at each event. */
function timeOf(at: number, language: string): string {
  if (clockOf?.language !== language)
    clockOf = {
      language,
      format: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }),
    };
  return clockOf.format.format(at);
}

/** Queue and start of each call, by its id; the id itself where these tell no two apart. */
export function titlesOf(views: readonly ConversationView[], words: Catalogue): ReadonlyMap<string, Title> {
  const titles = views.map(({ conversationId, other, about }) => {
    const at = about?.startedAt;
    const time = at === undefined ? undefined : timeOf(at, words.language);
    const title = about?.queue ?? (other ? words.other[other.medium].word : words.call);
    return { conversationId, title, time };
  });
  const counts = new Map<string, number>();
  for (const { title, time } of titles) {
    const said = `${title} ${time}`;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return new Map(
    titles.map(({ conversationId, title, time }) => {
      const isAlone = time !== undefined && counts.get(`${title} ${time}`) === 1;
      return [conversationId, { title: isAlone ? title : `${title} ${shortId(conversationId)}`, time }];
    }),
  );
}

/** What heads a call; by a press on it the rest folds and unfolds. `talking`: the agent talks on it, in words. */
export function rowOf(
  id: string,
  { title, time }: Title,
  talking: string | undefined,
  fold: { readonly isOpen: boolean; readonly toggle: () => void },
): Row {
  const { isOpen, toggle } = fold;
  return {
    key: [title, time, talking, isOpen].join('\n'),
    label: [title, time].filter(Boolean).join(', '),
    isOpen,
    head: () => (
      <h2 class="row-head">
        <button type="button" id={`c-${id}-row`} class="fold" aria-expanded={isOpen} onClick={toggle}>
          <span class="row-title">{title}</span>
          {time && <span class="row-time"> {time}</span>}
          {talking && <span class="row-talking"> {talking}</span>}
        </button>
      </h2>
    ),
  };
}
