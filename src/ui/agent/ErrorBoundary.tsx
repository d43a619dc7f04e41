import { Component, type ComponentChildren } from 'preact';

interface Props {
  readonly onBug: (error: unknown) => void;
  readonly fallback: (again: () => void) => ComponentChildren;
  readonly children: ComponentChildren;
}

/**
 * A rendering that throws is a bug: reported once, and shown instead of a stale claim. It never heals by itself, because a
 * panel that flickers between a claim and a failure is worse than one that says it has failed.
 */
export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    this.props.onBug(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback(() => this.setState({ failed: false }));
  }
}
