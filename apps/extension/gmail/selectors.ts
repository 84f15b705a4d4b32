/**
 * Every place where Openly itself reads Gmail's or InboxSDK's page. The rest goes
 * through InboxSDK, whose makers follow Gmail's changes.
 */

/** Hidden field of a compose form: `#msg-a:r123…` from the first moment (InboxSDK 2.2.26 keys its modifiers by it). */
export const DRAFT_FIELD = 'input[name="draft"]';

/** A button InboxSDK made for us, found by the icon class we gave it. */
export const buttonWithIcon = (iconClass: string) => `[role="button"]:has(.${iconClass.split(' ').join('.')})`;

/** The element inside a label InboxSDK made in a list row; it carries Gmail's tooltip (InboxSDK 2.2.26). */
export const ROW_LABEL = '.inboxsdk__thread_row_label > [data-tooltip]';

/** The element InboxSDK gives an image with our class in a list row, and what it is wrapped in. */
export const rowImage = (imageClass: string) =>
  `.inboxsdk__thread_row_icon_wrapper:has(.${imageClass.split(' ').join('.')})`;
