import { Component, type ComponentChild, type ComponentType } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Ui } from './ui.ts';

/** What is loaded for one call. */
export interface PartProps {
  readonly ui: Ui;
  readonly view: ConversationView;
}

interface Props extends PartProps {
  /** Rejects when it does not come, after 8 s at the latest. */
  readonly load: () => Promise<ComponentType<PartProps>>;
  readonly waiting?: ComponentChild;
  /** In its place where it does not come, or fails. */
  readonly missing: ComponentChild;
}

/** A part of a call that comes as a file of its own when it is first shown. The call around it goes on without it. */
export class Part extends Component<
  Props,
  { readonly Loaded?: ComponentType<PartProps>; readonly isMissing?: true }
> {
  override componentDidMount(): void {
    this.props.load().then(
      (Loaded) => this.setState({ Loaded }),
      () => this.setState({ isMissing: true }),
    );
  }

  override render({ ui, view, waiting, missing }: Props) {
    const { Loaded, isMissing } = this.state;
    if (!Loaded) return isMissing ? missing : waiting;
    return (
      <ErrorBoundary onBug={ui.onBug} fallback={() => missing}>
        <Loaded ui={ui} view={view} />
      </ErrorBoundary>
    );
  }
}
