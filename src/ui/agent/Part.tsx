import { Component, type ComponentChild, type ComponentType } from 'preact';
import type { ConversationView } from '../../app/view.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Ui } from './ui.ts';

/** A file that has not come by then is missing, and has a way on. */
export const LOADED_WITHIN_MS = 8_000;

export interface PanelPartProps {
  readonly ui: Ui;
}

/** What is loaded for one call. */
export interface PartProps extends PanelPartProps {
  readonly view: ConversationView;
}

interface Loading<P> {
  /** Rejects when it cannot come; nothing where there is nothing to show. */
  readonly load: () => Promise<ComponentType<P> | undefined>;
  readonly waiting?: ComponentChild;
  /** In its place where it fails, and as long as it has not come 8 s later. */
  readonly missing: ComponentChild;
}

interface State<P> {
  readonly Loaded?: ComponentType<P> | undefined;
  readonly isMissing?: true;
}

/** A part of a call, or of the panel, that comes as a file of its own when it is first shown. What is around it goes on without it. */
export class Part<P extends PanelPartProps> extends Component<P & Loading<P>, State<P>> {
  private cancel = () => {};

  override componentDidMount(): void {
    const miss = () => this.setState({ isMissing: true });
    this.cancel = this.props.ui.clock.after(LOADED_WITHIN_MS, miss);
    const loaded = (Loaded: ComponentType<P> | undefined) => {
      this.cancel();
      this.setState({ Loaded });
    };
    this.props.load().then(loaded, miss);
  }

  override componentWillUnmount(): void {
    this.cancel();
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
