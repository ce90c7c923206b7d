/** A text for a chat in which `<@all>` and `<at user_id="all">` call people: what somebody typed as a name must not. */
export function chatText(text: string): string {
  return text.replaceAll('<', '＜')
}
