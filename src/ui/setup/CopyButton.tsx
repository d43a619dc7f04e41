import { useState } from 'preact/hooks';
import { SETUP_WORDS as words } from './words.ts';

/** Where the clipboard is not granted the text beside the button can be selected. */
export function CopyButton({ text, name }: { readonly text: string; readonly name: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <button type="button" class="quiet" onClick={copy}>
        {name}
      </button>
      {isCopied && <span role="status"> {words.copied}</span>}
    </>
  );
}
