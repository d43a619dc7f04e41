export function buildHeadless(options?: { outDir?: string; types?: boolean }): Promise<void>;
