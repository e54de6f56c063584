// The words of a report as triage judges them: what was sealed of it, put together in one order. Pure.

/** Title, text and address, as far as they were said. */
export function textOfReport(said: Readonly<Record<string, string>>): string {
  return [said['title'], said['text'], said['address']].filter(Boolean).join('\n');
}
