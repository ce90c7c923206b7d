/** -来自小米手机 · 发自我的华为手机 · Sent from my iPhone: what a phone puts under a message by itself. */
const SIGNATURE =
  /(?:[\s,，。;；]*[(（【[]?\s*[-—–]*\s*(?:来自|发自|发送自)(?:我的)?[\p{L}\p{N} _-]{0,16}?(?:手机|平板|iphone|ipad|客户端)[\p{L}\p{N} _-]{0,10}[)）】\]]?|[\s,，。;；]*[-—–]*\s*sent from my [\w -]{2,30})\s*[.。]?\s*$/iu

/** A signature is short: nothing that stands before the last so many characters is one. */
const LONGEST = 80

/** A message in what its sender wrote and what the phone put under it. */
export function withoutSignature(text: string): { words: string; signature: string } {
  const start = Math.max(0, text.length - LONGEST)
  const at = text.slice(start).search(SIGNATURE)
  return at < 0
    ? { words: text, signature: '' }
    : { words: text.slice(0, start + at), signature: text.slice(start + at) }
}
