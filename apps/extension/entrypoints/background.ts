import '../ui/jitless';
import '../gmail/page-world';
import { defineBackground } from 'wxt/utils/define-background';
import { startWorker } from '../background/worker';

export default defineBackground({ type: 'module', main: startWorker });
