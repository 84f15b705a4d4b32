import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** Whether the team stores subjects: where it does not, a mail without one here may well have one in Gmail. */
export const SubjectsKept = createContext(true);

interface Mail {
  subject: string | null;
  recipients?: readonly string[];
}

/** How mail is named: alone in a line, and within a sentence. */
export function useSubjects(): { titleOf(mail: Mail): string; nameOf(mail: Mail): string } {
  const kept = useContext(SubjectsKept);
  return { titleOf: (mail) => titleOf(mail, kept), nameOf: (mail) => nameOf(mail, kept) };
}

export const titleOf = ({ subject }: Mail, kept: boolean): string =>
  subject || (kept ? '(no subject)' : 'Subject not kept');

export function nameOf({ subject, recipients = [] }: Mail, kept: boolean): string {
  if (subject || kept) return `“${subject || '(no subject)'}”`;
  return recipients[0] ? `the mail to ${recipients[0]}` : 'this mail';
}
