import { type AnswersAt, holds } from './findings.ts'

/** How names answer to what is typed: as it is, and by pinyin once `load` has brought what knows it. */
export function createAnswering() {
  let answersAt = $state.raw<AnswersAt>(holds)
  return {
    get at() {
      return answersAt
    },
    /** Without it, as on a cut line, characters are still found. */
    load() {
      void import('./pinyin.ts').then((loaded) => (answersAt = loaded.answersAt)).catch(() => undefined)
    },
  }
}
