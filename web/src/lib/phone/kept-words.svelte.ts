import { useOutbox } from './phone-outbox.svelte.ts'

/**
 * What somebody types and has not sent, kept on the phone at every letter, under a name: a page that was closed or thrown
 * away by the phone has it still. Call it while a component is made.
 */
export function createKeptWords(name: () => string): { value: string } {
  const outbox = useOutbox()
  let words = $state('')
  $effect(() => {
    const asked = name()
    let isLeft = false
    void outbox.kept(asked).then((kept) => {
      // Never over what has been typed meanwhile.
      if (!isLeft && words === '' && typeof kept === 'string') words = kept
    })
    return () => {
      isLeft = true
    }
  })
  return {
    get value() {
      return words
    },
    set value(typed) {
      words = typed
      void outbox.keep(name(), typed === '' ? null : typed)
    },
  }
}
