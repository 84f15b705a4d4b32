/** InboxSDK puts icon addresses unquoted into CSS `url()`: they must be base64. */
const svg = (body: string) =>
  `data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${body}</svg>`)}`;

export const OPENLY_ICON = svg(
  '<rect x="1" y="1" width="22" height="22" rx="6" fill="#0f766e"/><path d="M4.5 12.5l4 4 7.5-9M12 15.4l1.100 1.100 7.500-9" fill="none" stroke="#fff" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>',
);
