/** What the page asks of the stand-in server. Every function rejects with the server's sentence. */
const base = `/stand-in/u/${window.STAND_IN.account}`;

async function ask(path, options) {
  const answer = await fetch(base + path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body;
}

const json = (method, body) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

export const loadRows = (view, query) => ask(`/threads?view=${view}&q=${encodeURIComponent(query ?? '')}`);
export const loadThread = (id) => ask(`/threads/${id}`);
export const loadDraft = (id) => ask(`/drafts/${encodeURIComponent(id)}`);
export const discardDraft = (id) => ask(`/drafts/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const changeLabels = (id, addLabelIds, removeLabelIds) =>
  ask(`/threads/${id}/labels`, json('POST', { addLabelIds, removeLabelIds }));
export const trashThread = (id) => ask(`/threads/${id}/trash`, json('POST', {}));
export const attachmentUrl = (messageId, index) => `${base}/messages/${messageId}/attachments/${index}`;
/** Files of a message made ready to be sent on: `[{id, name, size}]`. */
export const copyAttachments = (messageId) => ask(`/messages/${messageId}/uploads`, { method: 'POST' });
export const upload = (file) =>
  ask(`/uploads?name=${encodeURIComponent(file.name)}&type=${encodeURIComponent(file.type)}`, {
    method: 'POST',
    body: file,
  });

/** Calls back whenever something in the mailbox changed. */
export function onMailboxChange(callback) {
  new EventSource(`${base}/events`).addEventListener('changed', callback);
}
