/**
 * The platform SDK decides by `typeof window` whether it runs in a browser; under Node it would look for config files.
 * Import this before anything that imports the SDK.
 */
if (!('window' in globalThis)) {
  Object.defineProperty(globalThis, 'window', { value: { crypto }, configurable: true, writable: true });
}
