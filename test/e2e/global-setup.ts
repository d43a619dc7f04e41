import { build } from 'vite';
import { buildGallery } from '../../sandbox/gallery/serve.ts';
import { buildDesktop } from '../../scripts/build-desktop.mjs';

/**
 * The production build, the fake desktop and the gallery, made anew: an e2e run never judges an older build. `npm test` has
 * just made the first of them, and says so.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env['APP_IS_BUILT'] !== '1') await build({ logLevel: 'warn' });
  await buildDesktop();
  await buildGallery();
}
