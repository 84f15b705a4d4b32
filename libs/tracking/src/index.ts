export * from './marks.js';
export * from './tokens.js';
export * from './judge.js';
