import { Component, type ComponentChild, type ComponentType } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Ui } from './ui.ts';

export interface PanelPartProps {
  readonly ui: Ui;
}

/** What is loaded for one call. */
export interface PartProps extends PanelPartProps {
  readonly view: ConversationView;
}

interface Loading<P> {
  /** Rejects when it does not come, after 8 s at the latest; nothing where there is nothing to show. */
  readonly load: () => Promise<ComponentType<P> | undefined>;
  readonly waiting?: ComponentChild;
  /** In its place where it does not come, or fails. */
  readonly missing: ComponentChild;
}

interface State<P> {
  readonly Loaded?: ComponentType<P> | undefined;
  readonly isMissing?: true;
}

/** A part of a call, or of the panel, that comes as a file of its own when it is first shown. What is around it goes on without it. */
export class Part<P extends PanelPartProps> extends Component<P & Loading<P>, State<P>> {
  override componentDidMount(): void {
    this.props.load().then(
      (Loaded) => this.setState({ Loaded }),
      () => this.setState({ isMissing: true }),
    );
  }

  override render(props: P & Loading<P>, { Loaded, isMissing }: State<P>) {
    const { ui, waiting, missing } = props;
    if (!Loaded) return isMissing ? missing : waiting;
    return (
      <ErrorBoundary onBug={ui.onBug} fallback={() => missing}>
        <Loaded {...props} />
      </ErrorBoundary>
    );
  }
}
