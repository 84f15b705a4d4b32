export * from './address-ranges.js';
export * from './autonomous-systems.js';
export * from './judge.js';
export * from './looks.js';
export * from './marks.js';
export * from './repeated.js';
export * from './signals.js';
export * from './tokens.js';
