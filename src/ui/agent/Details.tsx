import { Component, type ComponentType } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Ui } from './ui.ts';

export interface DetailsProps {
  readonly ui: Ui;
  readonly view: ConversationView;
}

interface State {
  readonly isOpen?: boolean;
  readonly Body?: ComponentType<DetailsProps>;
  readonly isMissing?: boolean;
}

/**
 * What support asks for, folded away: never on the way of the eye to the state. Most agents never open it, so that what is
 * below it is loaded by who does; when it does not come or fails, that is said here and the call around it goes on.
 */
export class Details extends Component<DetailsProps, State> {
  override state: State = {};

  private async toggle(isOpen: boolean): Promise<void> {
    this.setState({ isOpen, isMissing: false });
    if (!isOpen || this.state.Body) return;
    try {
      this.setState({ Body: await this.props.ui.loadDetails() });
    } catch {
      this.setState({ isMissing: true });
    }
  }

  override render({ ui, view }: DetailsProps, { isOpen, Body, isMissing }: State) {
    const { words } = ui;
    return (
      <details class="details" onToggle={(event) => void this.toggle(event.currentTarget.open)}>
        <summary>{words.details}</summary>
        {isOpen && Body && (
          <ErrorBoundary onBug={ui.onBug} fallback={() => <p>{words.notLoaded}</p>}>
            <Body ui={ui} view={view} />
          </ErrorBoundary>
        )}
        {isOpen && !Body && <p>{isMissing ? words.notLoaded : words.loading}</p>}
        <button type="button" class="quiet" onClick={() => ui.actions.forgetSignIn()}>
          {words.signInWords.forget}
        </button>
      </details>
    );
  }
}
