/** Letters of other scripts that look like Latin ones, in lower case; what is full width or styled NFKC has folded before. */
const PAIRS =
  'аa вb гr ԁd еe ёe һh нh іi їi ӏl јj кk мm пn оo рp ԛq сc ѕs тt уy ԝw шw хx ьb ' +
  'αa βb γy εe ζz ηn ιi κk μu νv οo ρp τt υu χx ωw ' +
  'օo սu ոn հh ɑa ɡg ıi łl øo đd'
const LATIN: ReadonlyMap<string, string> = new Map(PAIRS.split(' ').map(([other = '', latin = '']) => [other, latin]))

/** A text in lower case, with every letter that only looks like a Latin one replaced by that. */
export function asLatin(text: string): string {
  return [...text.toLowerCase()].map((letter) => LATIN.get(letter) ?? letter).join('')
}
