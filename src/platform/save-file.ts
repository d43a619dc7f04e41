/** Long enough for a browser to have begun, short enough for a panel that lives a shift. */
const KEPT_MS = 60_000;

/** Hands the browser a file to keep. In a frame it takes `allow-downloads` of the page around it; a refusal shows nowhere. */
export function saveFile(name: string, parts: readonly string[], type = 'text/plain'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([...parts], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
