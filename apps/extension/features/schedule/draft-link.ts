/** Where Gmail shows a draft: its conversation in Drafts, or the folder where that is not known. */
export const draftHash = (gmailThreadId: string | null): string =>
  gmailThreadId === null ? '#drafts' : `#drafts/${gmailThreadId}`;

/** The same from anywhere, in the mailbox of this address: the user may have several. */
export const draftLink = (email: string, gmailThreadId: string | null): string =>
  `https://mail.google.com/mail/?authuser=${encodeURIComponent(email)}${draftHash(gmailThreadId)}`;
