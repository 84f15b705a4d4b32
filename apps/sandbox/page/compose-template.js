import { elementId, escapeHtml, LINK } from './dom.js';

/**
 * The inside of a compose window. InboxSDK reads, in this order of nesting and nothing else in between:
 *   [role=region] > table > tbody > tr > td > form             the window's form
 *   input[name=composeid], input[name=draft] (#msg-a:r…)        `draft` without "#msg-a:" is what getDraftID() gives
 *   input[name=lts]                                            legacy thread id of a reply
 *   .GS .anm[name=to|cc|bcc] … [role=listbox] > div > div > [role=option][data-name][data-hovercard-id]   recipients
 *   input[role=combobox][aria-autocomplete=list] in the listbox  where setToRecipients pastes addresses
 *   .Ap [g_editable=true]                                      the body; td.GP[id] its scroller, with a max-height
 *   .aDg .aDj > .aDh > table.IZ .Up div > div[role=button]     the Send button; .hG and [selector=scheduledSend] beside it
 *   .oc, .aX .aA4, .dv                                         formatting bar: its buttons go into the toolbar before it
 *   .gU .oh                                                    discard
 *   .Hm > img × 3 (minimise, full screen, close)               title bar
 * In an inline reply the recipients stand two levels deeper, in `table[role=presentation] td.Iy > div.fX`.
 */
export function composeHtml({ draft, composeId, subject, title, threadId, repliesTo, inline }) {
  const recipients = `<table class="GS"><tbody><tr class="bzf"><td class="eV"><div><div>${['to', 'cc', 'bcc'].map(recipientRow).join('')}</div></div></td></tr></tbody></table>`;
  return `<div role="region" class="nH Hy aXJ" aria-label="${escapeHtml(title)}">
  <table class="cf Ht"><tbody><tr><td><div class="Hp"><h2 class="a3E aYF">${escapeHtml(title)}</h2></div></td><td class="Hm">${['Hl', 'Hq', 'Ha'].map((name) => `<img class="${name}" role="button" tabindex="0" alt="${{ Hl: 'Minimise', Hq: 'Full screen', Ha: 'Save and close' }[name]}" title="${{ Hl: 'Minimise', Hq: 'Full screen', Ha: 'Save and close' }[name]}" src="/stand-in/page/${{ Hl: 'minimise', Hq: 'fullscreen', Ha: 'close' }[name]}.svg">`).join('')}</td></tr></tbody></table>
  <table class="aoP aoC bvf"><tbody><tr><td>
    <form class="bAs" enctype="multipart/form-data"><input type="hidden" name="composeid" value="${composeId}"><input type="hidden" name="draft" value="#${draft}"><input type="hidden" name="rm" value="${repliesTo ? `#msg-f:${BigInt(`0x${repliesTo}`)}` : 'undefined'}">${threadId ? `<input type="hidden" name="lts" value="${threadId}">` : ''}
      ${inline ? `<div class="aoD hl"><table role="presentation"><tbody><tr><td class="Iy"><div class="fX aiL">${recipients}</div></td></tr></tbody></table></div>` : `<div class="aoD hl">${recipients}</div>`}
      <div class="aoD az6"><input name="subjectbox" class="aoT" placeholder="Subject" aria-label="Subject" value="${escapeHtml(subject)}" autocomplete="off"></div></form>
    <div class="J-J5-Ji from-chooser"><div class="J-JN-M-I-Jm"><img class="mK" alt=""></div></div>
    <table class="iN"><tbody><tr><td class="GP" id="${elementId()}" style="max-height:${inline ? 420 : 330}px"><div class="qz"><div class="Ap">
      <div class="Am Al editable" id="${elementId()}" g_editable="true" contenteditable="true" role="textbox" aria-label="Message body" aria-multiline="true"></div></div></div>
      <button type="button" class="ajR show-quote" title="Show the quoted text" aria-label="Show the quoted text" hidden>•••</button></td></tr>
      <tr><td><div class="files chosen-files"></div></td></tr>
      <tr><td><div class="aDg"><div class="aDj"><div class="aDh"><table class="IZ"><colgroup><col></colgroup><tbody><tr class="btC">
        <td class="gU Up"><div><div class="dC"><div role="button" class="T-I J-J5-Ji aoO send" data-tooltip="Send (Ctrl-Enter)" title="Send (Ctrl-Enter)" tabindex="0">Send</div><div class="hG T-I" role="button" aria-haspopup="true" hidden></div></div><div role="menu" hidden><div selector="scheduledSend" role="menuitem">Schedule send</div></div></div></td>
        <td class="oc gU"><div role="button" class="format-toggle" tabindex="0" title="Formatting" aria-label="Formatting"><div class="dv">A</div></div><div class="aX" style="display:none"><div class="aA4"></div>${FORMATS.map(({ command, label, title: hint }) => `<button type="button" data-command="${command}" title="${hint}" aria-label="${hint}">${label}</button>`).join('')}</div></td>
        <td class="gU attach-cell"><label class="attach" title="Attach files"><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M16.5 6.5v10a4.5 4.5 0 0 1-9 0v-11a3 3 0 0 1 6 0V15a1.5 1.5 0 0 1-3 0V6.5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg><input type="file" multiple aria-label="Attach files"></label></td>
        <td class="gU bAK"><div class="eq"></div></td>
        <td class="gU saved-cell"><span class="oG saved" role="status"></span></td>
        <td class="gU az5"><div class="oh discard" role="button" tabindex="0" data-tooltip="Discard draft" title="Discard draft" aria-label="Discard draft"><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M5 7h14M10 7V5h4v2m-7 0 .8 12h8.4L17 7" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg></div></td>
      </tr></tbody></table></div></div></div></td></tr></tbody></table>
  </td></tr></tbody></table></div>`;
}

export const FORMATS = [
  { command: 'bold', label: '<b>B</b>', title: 'Bold' },
  { command: 'italic', label: '<i>I</i>', title: 'Italic' },
  { command: 'underline', label: '<u>U</u>', title: 'Underline' },
  { command: 'insertUnorderedList', label: '•', title: 'List' },
  { command: 'createLink', label: LINK, title: 'Link' },
];

function recipientRow(field) {
  const label = { to: 'To', cc: 'Cc', bcc: 'Bcc' }[field];
  const openers =
    field === 'to'
      ? '<span class="openers"><span class="aB gQ pE" role="link" tabindex="0">Cc</span> <span class="aB gQ pB" role="link" tabindex="0">Bcc</span></span>'
      : '';
  return `<div class="anm" name="${field}"${field === 'to' ? '' : ' hidden'}><div class="aUy"><div><div><div><div role="listbox" aria-label="${label}"><div><div class="chips"></div></div><span class="label">${label}</span><input role="combobox" aria-autocomplete="list" aria-label="${label} recipients" class="agP aFw" size="1" autocomplete="off" spellcheck="false"></div></div></div></div></div>${openers}</div>`;
}
