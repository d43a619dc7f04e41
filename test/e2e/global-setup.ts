import { build } from 'vite';
import { buildGallery } from '../../sandbox/gallery/serve.ts';
import { buildDesktop } from '../../scripts/build-desktop.mjs';

/** The production build, the fake desktop and the gallery, made anew: an e2e run never judges an older build. */
export default async function globalSetup(): Promise<void> {
  await build({ logLevel: 'warn' });
  await buildDesktop();
  await buildGallery();
}
