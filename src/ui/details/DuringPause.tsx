import type { ConversationView } from '../../app/view.ts';
import type { DetailWords } from './words.ts';

interface Props {
  readonly view: Pick<ConversationView, 'state' | 'recorders'>;
  readonly words: DetailWords['duringPause'];
  /** A hold was seen to be recorded. */
  readonly isHoldRecorded: boolean;
}

/** What a pause does not reach, as far as anybody knows: said here, and nowhere else. */
export function DuringPause({ view, words, isHoldRecorded }: Props) {
  const isSeen = view.state === 'paused' && view.recorders.includes('screen');
  const lines = [
    [words.snippet, words.goesOn],
    [words.screen, isSeen ? words.goesOn : words.mayGoOn],
    [words.watched, words.watchedKnown],
    [words.live, words.unknown],
    ...(isHoldRecorded ? [[words.hold, words.holdRecorded] as const] : []),
  ] as const;
  return (
    <div class="during-pause">
      <p class="part-head">{words.head}</p>
      <dl aria-label={words.head}>
        {lines.map(([what, said]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
