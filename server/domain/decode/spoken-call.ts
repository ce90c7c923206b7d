import { textIn } from './fields.ts'

/** A call for help in words people use in a hurry, in Chinese and in English. */
const CALL =
  /\bs\.?o\.?s\b|\bmayday\b|\bhelp me\b|\bneed help\b|\bsend help\b|\bhelp\s*!|🆘|救命|救我|求救|呼救|求助|请求支援|紧急求援/iu
/** Too common inside a sentence; alone they are a call. */
const ALONE = /^[^\p{L}\p{N}]*(help|emergency|紧急|救)[^\p{L}\p{N}]*$/iu

// A word for a test counts only where it names the whole message: "SOS at the test site" is no test.
const TEST = /^[^\p{L}\p{N}]*(test|testing|测试|试机)([^\p{L}]|$|sos|求救|呼救)|([^a-z]test|测试)[^\p{L}\p{N}]*$/iu
const DRILL =
  /^[^\p{L}\p{N}]*(drill|exercise|演练|演习)([^\p{L}]|$|sos|求救|呼救)|([^a-z](drill|exercise)|演练|演习)[^\p{L}\p{N}]*$/iu
const DENIED = /不是|并非|绝非|\b(not|no|isn't|isnt)\b/iu

/** Whether a text that somebody sent calls for help, in earnest, for a test or in a drill; null where it does not. */
export function callForHelp(value: unknown): 'active' | 'test' | 'exercise' | null {
  const text = textIn(value, 1000)
  if (text === null || (!CALL.test(text) && !ALONE.test(text))) return null
  if (DENIED.test(text)) return 'active'
  if (DRILL.test(text)) return 'exercise'
  return TEST.test(text) ? 'test' : 'active'
}
