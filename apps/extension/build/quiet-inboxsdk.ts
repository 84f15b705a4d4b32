import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/**
 * InboxSDK reports its use to its makers: errors and events to api.inboxsdk.com, and
 * events on to Google Pub/Sub, with a hash of the user's address, whatever its
 * options say. It also queues events in Gmail's localStorage, where another
 * InboxSDK extension would pick ours up and send them. Openly promises that
 * nothing but its own server is contacted, so this code is cut out when building.
 *
 * Each cut names the code it expects: after an update of InboxSDK that moved it,
 * the build fails here instead of shipping the phone-home.
 */
const CUTS: readonly { what: string; find: RegExp; replace: string }[] = [
  {
    what: 'error reports',
    find: /const sendError = rateLimit\(function \(report\) \{[\s\S]*?\n\}, 60 \* 1000, 10\);/,
    replace: 'const sendError = () => {};',
  },
  { what: 'the event queue', find: /\n\s*_trackedEventsQueue\.add\(event\);/, replace: '' },
  {
    what: 'event delivery',
    find: /let currentAccessToken = null;[\s\S]*?type: 'Failed to log events'\n\s*\}\);\n\s*\}\);\n\s*\}\);\n\}/,
    replace: '',
  },
];

/** Names that must not stand in anything we ship. */
const FORBIDDEN = ['api.inboxsdk.com', 'pubsub.googleapis.com', 'mailfoogae', 'gstatic.com'];

/** Icons of widgets we do not use; without them not even a style sheet names another host. */
const REMOTE_ICON = /(?:https:)?\/\/(?:www|ssl)\.gstatic\.com\/[^"')\\\s]+/g;

export function cutPhoneHome(source: string): string {
  let quiet = source;
  for (const { what, find, replace } of CUTS) {
    if (!find.test(quiet))
      throw new Error(`InboxSDK has changed: the code for ${what} was not found, so it was not cut.`);
    quiet = quiet.replace(find, () => replace);
  }
  return quiet.replace(REMOTE_ICON, 'data:,');
}

/** Fails when a name of InboxSDK's reporting survives in a built file. */
export function assertQuiet(fileName: string, source: string): void {
  for (const name of FORBIDDEN) {
    if (source.includes(name)) throw new Error(`${fileName} still contains "${name}": Openly ships no phone-home.`);
  }
}

/** InboxSDK's half that runs in Gmail's own JavaScript world, ready to ship at the extension's root. */
export async function pageWorldScript(path: string): Promise<string> {
  const source = (await readFile(path, 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  assertQuiet('pageWorld.js', source);
  return source;
}

export function quietInboxSdk(): Plugin {
  return {
    name: 'openly:quiet-inboxsdk',
    transform(source, id) {
      if (!/@inboxsdk[\\/]core[\\/]inboxsdk\.js/.test(id)) return null;
      return { code: cutPhoneHome(source), map: null };
    },
    generateBundle(_options, bundle) {
      for (const [fileName, output] of Object.entries(bundle)) {
        const source = output.type === 'chunk' ? output.code : output.source;
        if (typeof source === 'string') assertQuiet(fileName, source);
      }
    },
  };
}
