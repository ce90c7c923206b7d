import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Limit } from '#shared/limit.ts'
import type { Readings } from '#shared/readings.ts'
import { shortTime, tinyDay, townshipZone } from '#lib/time.ts'
import { aloneIn, boundOf, isMidnight, scaleOf, type Series, seriesOf, timesOnAxis } from './reading-series.ts'

// The only importer of uplot, itself imported when a chart is first shown.

export type Plotted = { readings: Readings; limits: readonly Limit[]; cadenceSeconds: number | null }

/** A chart in an element: it follows the size of that. */
export type Plot = {
  show(plotted: Plotted): void
  /** Puts the cursor on a step, or takes it away. */
  point(step: number | null): void
  /** Draws anew, in the colours of the theme as it is now. */
  redraw(): void
  destroy(): void
}

const HEIGHT = 220
const AXIS_SPACE = 64

export function makePlot(node: HTMLElement, first: Plotted, onpoint: (step: number | null) => void): Plot {
  let shown = first
  let series = seriesIn(first)
  let isPointing = false
  const colour = (token: string) => getComputedStyle(node).getPropertyValue(token).trim()
  const span = (): [number, number] => [Date.parse(shown.readings.from) / 1000, Date.parse(shown.readings.to) / 1000]
  const font = () => `${getComputedStyle(node).fontSize} ${getComputedStyle(node).fontFamily}`
  const thin = { stroke: () => colour('--line'), width: 1 }
  const axis = { stroke: () => colour('--ink-soft'), font: font(), grid: thin, ticks: thin }
  const plain = { points: { show: false }, stroke: 'transparent', width: 0 }

  const plot = new UPlot(
    {
      width: node.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      padding: [12, 12, null, null],
      scales: {
        x: { time: true, range: span },
        y: { range: () => scaleOf(shown.readings.items, shown.limits) },
      },
      axes: [
        {
          ...axis,
          size: 34,
          // Its own round times and words are those of the zone in which the browser stands.
          splits: (self) => {
            const [from, to] = span()
            const most = Math.max(2, Math.floor(self.width / AXIS_SPACE) - 1)
            return timesOnAxis(from * 1000, to * 1000, townshipZone(), most).map((ms) => ms / 1000)
          },
          values: (_, times) =>
            times.map((time) =>
              isMidnight(time * 1000, townshipZone()) ? tinyDay(time * 1000) : shortTime(time * 1000),
            ),
        },
        { ...axis, size: 56, space: 34 },
      ],
      series: [
        {},
        {
          stroke: () => colour('--accent'),
          width: 2,
          points: {
            show: true,
            size: 6,
            fill: () => colour('--accent'),
            filter: () => (series.step.length <= node.clientWidth / 12 ? rowsOf(series) : aloneIn(series)),
          },
        },
        plain,
        plain,
      ],
      bands: [{ series: [3, 2], fill: () => `${colour('--accent')}33` }],
      cursor: {
        drag: { x: false, y: false },
        y: false,
        points: { size: 10, fill: () => colour('--focus') },
        // Gaps hold nothing to point at: the nearest reading is meant.
        dataIdx: (_, column, row) => (column === 0 ? row : column === 1 ? nearestRow(series, row) : null),
      },
      hooks: {
        draw: [(self) => drawLimits(self, shown, colour), (self) => drawAlone(self, series, colour)],
        setCursor: [
          ({ cursor }) => {
            if (isPointing) return
            const row = cursor.idx == null || (cursor.left ?? -1) < 0 ? null : nearestRow(series, cursor.idx)
            onpoint(row === null ? null : (series.step[row] ?? null))
          },
        ],
      },
    },
    columns(series),
    node,
  )
  const watcher = new ResizeObserver(() => {
    if (node.clientWidth > 0 && node.clientWidth !== plot.width)
      plot.setSize({ width: node.clientWidth, height: HEIGHT })
  })
  watcher.observe(node)

  return {
    show(plotted) {
      shown = plotted
      series = seriesIn(plotted)
      plot.setData(columns(series))
    },
    point(step) {
      const row = step === null ? -1 : series.step.indexOf(step)
      isPointing = true
      const at = { left: plot.valToPos(series.times[row] ?? 0, 'x'), top: plot.valToPos(series.mean[row] ?? 0, 'y') }
      plot.setCursor(row < 0 ? { left: -10, top: -10 } : at)
      isPointing = false
    },
    redraw: () => plot.redraw(false, true),
    destroy() {
      watcher.disconnect()
      plot.destroy()
    },
  }
}

const seriesIn = ({ readings, cadenceSeconds }: Plotted): Series => seriesOf(readings.items, cadenceSeconds)
const columns = ({ times, mean, min, max }: Series): UPlot.AlignedData => [times, mean, min, max]
const rowsOf = ({ step }: Series): number[] => step.flatMap((one, row) => (one === null ? [] : [row]))

function nearestRow({ step, times }: Series, row: number): number | null {
  if ((step[row] ?? null) !== null) return row
  const known = [row - 1, row + 1].filter((one) => (step[one] ?? null) !== null)
  const distance = (one: number) => Math.abs((times[one] ?? 0) - (times[row] ?? 0))
  return known.sort((a, b) => distance(a) - distance(b))[0] ?? null
}

/** A limit is a broken line across; its words stand below the chart. */
function drawLimits(
  { ctx, bbox, valToPos, scales }: UPlot,
  { limits }: Plotted,
  colour: (token: string) => string,
): void {
  ctx.save()
  ctx.strokeStyle = colour('--important')
  ctx.lineWidth = 2 * devicePixelRatio
  ctx.setLineDash([8 * devicePixelRatio, 6 * devicePixelRatio])
  for (const bound of limits.map(boundOf)) {
    if (bound < (scales['y']?.min ?? Infinity) || bound > (scales['y']?.max ?? -Infinity)) continue
    const y = Math.round(valToPos(bound, 'y', true))
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** A band has no width where a step stands alone: there it is an upright line. */
function drawAlone({ ctx, valToPos }: UPlot, series: Series, colour: (token: string) => string): void {
  ctx.save()
  ctx.strokeStyle = `${colour('--accent')}66`
  ctx.lineWidth = 3 * devicePixelRatio
  for (const row of aloneIn(series)) {
    const x = valToPos(series.times[row] ?? 0, 'x', true)
    ctx.beginPath()
    ctx.moveTo(x, valToPos(series.min[row] ?? 0, 'y', true))
    ctx.lineTo(x, valToPos(series.max[row] ?? 0, 'y', true))
    ctx.stroke()
  }
  ctx.restore()
}
