import '../ui/jitless';
import '@inboxsdk/core/background.js';
import { defineBackground } from 'wxt/utils/define-background';
import { startWorker } from '../background/worker';

export default defineBackground({ type: 'module', main: startWorker });
