/** Our one dynamic rule; a fixed id makes setting it again a replacement. */
export const OWN_PIXELS_RULE = 1;

/**
 * Keeps the sender's own looks at sent mail from counting as opens. Gmail shows
 * images through its proxy with our address in the fragment only
 * (`https://ci3.googleusercontent.com/…#https://host/o/{senderId}/…`), and the filter
 * sees fragments. Only this sender's pixels are blocked: those of other senders
 * must count when this user reads their mail.
 */
export function ownPixelsRule(senderId: string): chrome.declarativeNetRequest.Rule {
  const type = 'block' as chrome.declarativeNetRequest.RuleActionType;
  const resourceTypes = ['image', 'media', 'object', 'xmlhttprequest', 'ping', 'other'];
  return {
    id: OWN_PIXELS_RULE,
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

/** Brings the browser's rules in step with who is signed in. */
export async function blockOwnPixels(senderId: string | null): Promise<void> {
  await chrome.declarativeNetRequest.updateDynamicRules({
    removeRuleIds: [OWN_PIXELS_RULE],
    addRules: senderId && /^[A-Za-z0-9_-]{8,32}$/.test(senderId) ? [ownPixelsRule(senderId)] : [],
  });
}

/** Whether the rule is in force. */
export async function ownPixelsBlocked(): Promise<boolean> {
  return (await chrome.declarativeNetRequest.getDynamicRules()).some(({ id }) => id === OWN_PIXELS_RULE);
}
