/**
 * Keeps the sender's own looks at sent mail from counting as opens. Gmail shows
 * images through its proxy with our address in the fragment only
 * (`https://ci3.googleusercontent.com/…#https://host/o/{senderId}/…`), and the filter
 * sees fragments. Only this sender's pixels are blocked: those of other senders
 * must count when this user reads their mail.
 *
 * @param id names the rule among the browser's dynamic rules of this extension
 */
export function ownPixelsRule(id: number, senderId: string): chrome.declarativeNetRequest.Rule {
  const type = 'block' as chrome.declarativeNetRequest.RuleActionType;
  const resourceTypes = ['image', 'media', 'object', 'xmlhttprequest', 'ping', 'other'];
  return {
    id,
    priority: 1,
    action: { type },
    condition: {
      urlFilter: `/o/${senderId}/`,
      initiatorDomains: ['mail.google.com'],
      isUrlFilterCaseSensitive: true,
      resourceTypes: resourceTypes as chrome.declarativeNetRequest.ResourceType[],
    },
  };
}

/** Whether a rule can be made for it: in a filter, other signs could mean more than themselves. */
export const isFilterable = (senderId: string) => /^[A-Za-z0-9_-]{8,32}$/.test(senderId);
