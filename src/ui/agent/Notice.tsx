import { Component, type ComponentType } from 'preact';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import type { Ui } from './ui.ts';

export interface NoticeProps {
  readonly ui: Ui;
}

/** What there is to say of the time before this panel, loaded where there is something. It stands last, and moves nothing. */
export class Notice extends Component<
  NoticeProps,
  { readonly Told?: ComponentType<NoticeProps> | undefined }
> {
  override componentDidMount(): void {
    this.props.ui.lookBack().then(
      (Told) => this.setState({ Told }),
      () => {},
    );
  }

  override render({ ui }: NoticeProps, { Told }: Notice['state']) {
    return (
      Told && (
        <ErrorBoundary onBug={ui.onBug} fallback={() => null}>
          <Told ui={ui} />
        </ErrorBoundary>
      )
    );
  }
}
