/**
 * Gmail's `/sync/u/0/i/s` request for saving and sending, positional arrays in the form that InboxSDK parses and, for its
 * request modifiers, rewrites (sync-compose-processor-20220909). The reading side is src/stand-in/sync-protocol.ts.
 */

/** Labels by which Gmail, and InboxSDK, tell a draft save from a send. */
const SAVE = ['^all', '^r', '^r_bt'];
const SEND = ['^all', '^pfg', '^f_bt', '^f'];

const filled = (sparse) => Array.from(sparse, (value) => value ?? null);

function requestBody(compose, labels, extras) {
  const message = [];
  message[0] = compose.draft;
  message[1] = [1, window.STAND_IN.email, window.STAND_IN.name];
  message[2] = compose.to;
  message[3] = compose.cc;
  message[4] = compose.bcc;
  message[7] = compose.subject;
  message[8] = [null, [[0, `<div dir="ltr">${compose.html}</div>`]]];
  message[10] = labels;
  message[90] = {
    threadId: compose.threadId,
    repliesTo: compose.repliesTo,
    attachments: compose.attachments,
    ...extras,
  };
  const update = [];
  update[13] = [filled(message)];
  return JSON.stringify([[null, null, 2], [[[10, [compose.thread, filled(update)]]]], null, [], 2]);
}

/** XMLHttpRequest and not fetch: InboxSDK wraps the former, and Gmail uses it. */
function post(body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/sync/u/${window.STAND_IN.account}/i/s?hl=en&c=1&rt=r&pt=ji`);
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('X-Gmail-BTAI', '[]');
    request.setRequestHeader('X-Framework-Xsrf-Token', 'standin');
    request.onreadystatechange = () => {
      if (request.readyState !== 4) return;
      if (request.status === 200) resolve(idsOf(JSON.parse(request.responseText)));
      else
        reject(
          new Error(
            request.status === 409 ? 'It is too late: the mail has been delivered.' : 'The server did not accept it.',
          ),
        );
    };
    request.send(body);
  });
}

/** The API's ids from an answer: `{messageId, threadId}`. */
function idsOf(response) {
  const thread = response[1][5][0][0][2][6][0];
  return { messageId: thread[4][0][55], threadId: thread[19] };
}

/** @typedef {{draft: string, thread: string, to: unknown[], cc: unknown[], bcc: unknown[], subject: string, html: string, threadId?: string, repliesTo?: string, attachments: string[]}} ComposeState */

/** Saves the draft. @param {ComposeState} compose */
export const saveDraft = (compose) => post(requestBody(compose, SAVE, {}));

/** Sends at once; the server waits with the delivery. @param {ComposeState} compose */
export const sendMail = (compose) => post(requestBody(compose, SEND, {}));

/** Calls a sent mail back and makes a draft of the editor's own content again. @param {ComposeState} compose @param {string} messageId */
export const undoSend = (compose, messageId) => post(requestBody(compose, SAVE, { undo: messageId }));
