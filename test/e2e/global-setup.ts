import { build } from 'vite';
import { buildDesktop } from '../../scripts/build-desktop.mjs';

/** The production build and the fake desktop, made anew: an e2e run never judges an older build. */
export default async function globalSetup(): Promise<void> {
  await build({ logLevel: 'warn' });
  await buildDesktop();
}
