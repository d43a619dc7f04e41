import type { Unlisted } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import { CalmScreen } from '../agent/Screens.tsx';
import { SetupLink } from '../agent/SetupLink.tsx';
import { deniedBecause } from '../agent/status-words.ts';
import type { NoCallProps } from '../agent/ui.ts';

/** The list is empty. "No live call" is said only where that is known; the way to look once more is always there. */
export function NoCall({ ui, unlisted, onTryAgain }: NoCallProps) {
  const { words } = ui;
  return (
    <CalmScreen
      {...screenOf(unlisted, words)}
      again={
        <>
          <button type="button" class="quiet" onClick={onTryAgain}>
            {words.tryAgain}
          </button>
          {unlisted?.kind === 'lost' && <SetupLink ui={ui} line="socket" />}
        </>
      }
    />
  );
}

function screenOf(unlisted: Unlisted | undefined, words: Catalogue) {
  if (!unlisted) return { text: words.noCall, shape: 'not-recording' } as const;
  if (unlisted.kind === 'asking')
    return { text: words.state.checking, more: [words.hint.checking], shape: 'checking' } as const;
  const { kind, permission } = unlisted;
  const denied = permission === undefined ? [] : [deniedBecause(permission, words)];
  const why =
    kind === 'lost'
      ? [words.silence.lost, ...denied]
      : denied.length > 0
        ? denied
        : [words.why[unlisted.failure]({})];
  return { text: words.state.unknown, more: [...why, words.useGenesys], shape: 'unknown' } as const;
}
