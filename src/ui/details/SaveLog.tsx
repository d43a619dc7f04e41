import { Component } from 'preact';
import type { LogForm } from '../../app/view.ts';
import type { BodyProps } from '../agent/Details.tsx';
import type { Ui } from '../agent/ui.ts';

interface Props {
  readonly ui: Ui;
  readonly form: LogForm;
  readonly saveLog: BodyProps['saveLog'];
  readonly words: string;
}

/** Hands over the audit log of this browser, or says that it cannot be read. */
export class SaveLog extends Component<Props, { readonly refused?: true }> {
  override render({ ui, form, saveLog, words }: Props) {
    return (
      <button
        type="button"
        class="quiet"
        onClick={() => void saveLog(form).catch(() => this.setState({ refused: true }))}
      >
        {this.state.refused ? ui.words.why.storage({}) : words}
      </button>
    );
  }
}
