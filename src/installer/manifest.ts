import document from '../../manifest/app.json' with { type: 'json' };

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface ManifestIntegration {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly premium: { readonly type: string; readonly rename?: Readonly<Record<string, string>> };
  readonly properties: JsonObject;
  readonly advanced: JsonObject;
}

export interface ManifestFeature {
  readonly key: string;
  readonly when?: string;
  readonly optional?: boolean;
  readonly scopes: readonly string[];
  readonly permissions: readonly string[];
}

export interface ManifestRole {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly permissions: readonly string[];
  readonly grantToGroup?: boolean;
}

/** `manifest/app.json`; its schema, beside it, says what each member means. */
export interface Manifest {
  readonly name: string;
  readonly integrations: readonly ManifestIntegration[];
  readonly premium: {
    readonly onlyForExample: readonly string[];
    readonly fixedAtListing: readonly string[];
  };
  readonly group: { readonly key: string; readonly name: string; readonly description: string };
  readonly features: readonly ManifestFeature[];
  readonly roles: readonly ManifestRole[];
  readonly oauthClient: {
    readonly key: string;
    readonly name: string;
    readonly description: string;
    readonly authorizedGrantType: string;
    readonly accessTokenValiditySeconds: number;
    readonly registeredRedirectUri: readonly string[];
    readonly features: readonly string[];
  };
  readonly installerScopes: readonly string[];
}

// JSON types union the shapes of all list items; the schema test keeps the file to the interface.
export const MANIFEST = document as unknown as Manifest;
