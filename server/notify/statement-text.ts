import { NOTHING_SAID, type Carrier, type NoticeText } from '#shared/notice-text.ts'
import { fitsIn } from '#shared/text-length.ts'

/** A sentence of the program's own, about no incident, in the words of one channel: by every field, so that templates are filled. */
export function statementText(words: string, { limit }: Pick<Carrier, 'limit'>): NoticeText {
  const fields = { ...NOTHING_SAID, headline: words, kind: words, place: words, ground: words }
  return {
    title: words,
    text: words,
    fields,
    isExercise: false,
    about: null,
    answers: null,
    buttons: null,
    fits: fitsIn(words, limit),
  }
}
