import { setFlagsFromString } from 'node:v8';

// V8 lets a heap grow to several times its live size before it collects what mails in flight left behind. Set before
// anything is loaded: how far it may grow is worked out at each collection, and loading is when the first ones are.
setFlagsFromString('--heap-growing-percent=70');
