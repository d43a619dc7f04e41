import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Actions } from '../../app/view.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Shortcuts } from './shortcuts.ts';

/** Time for the clocks of the panel; a `Clock` of the application is one. */
export interface UiClock {
  /** Epoch ms. */
  wall(): number;
  after(ms: number, run: () => void): () => void;
}

/** What every component of the agent panel may use besides its view. */
export interface Ui {
  readonly words: Catalogue;
  readonly actions: Actions;
  readonly clock: UiClock;
  readonly shortcuts: Shortcuts;
  readonly onBug: (error: unknown) => void;
}

export const UiContext = createContext<Ui | undefined>(undefined);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error('A component of the agent panel was rendered outside UiContext.');
  return ui;
}
