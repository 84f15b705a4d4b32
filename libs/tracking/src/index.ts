export * from './judge.js';
export * from './marks.js';
export * from './repeated.js';
export * from './tokens.js';
