export * from './access-token';
export * from './microshare-login';
export * from './oauth-login';
export * from './web-login';
export * from './raw-cluster';
export * from './cluster-parts';
export * from './data-checksum';
export * from './microshare-client';
