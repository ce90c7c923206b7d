/** The fonts of words on a map, which are those of `--font` in tokens.css; they come from the machine it is drawn on. */
export const MAP_FONT = [
  'Noto Sans CJK SC',
  'Noto Sans SC',
  'Source Han Sans SC',
  'PingFang SC',
  'HarmonyOS Sans SC',
  'MiSans',
  'Microsoft YaHei',
  'sans-serif',
]
