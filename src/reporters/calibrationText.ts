import pc from 'picocolors'
import type { Agreement, Calibration, CalibrationAim, MarkQuality, Measured, WrongAnswer } from '../core/calibration.ts'
import { missing, plural } from '../text/format.ts'
import { colored, prose } from './prose.ts'
import { withoutCommands } from './safe.ts'
import { type Terminal, table } from './table.ts'

/** How good a grader is at finding faulty answers, as text for people; last, the line to write into the eval. */
export function renderCalibration(report: Calibration, terminal: Terminal): string {
  const sections = [
    header(report, terminal),
    marksSection(report, terminal),
    wrongSection(report, terminal),
    warningsSection(report, terminal),
    conclusion(report, terminal),
  ]
  return withoutCommands(sections.filter((section) => section !== '').join('\n'))
}

function header(report: Calibration, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  const { answers, faulty, good, clusters, auroc, labels } = report
  const lines = [
    colored(prose(`${report.grader}: how well it finds faulty answers`, terminal.columns, 2, ''), bold),
    prose(byWords(report), terminal.columns, 4, '  '),
    prose(
      `${plural(answers, 'labelled answer')}: ${faulty} bad, ${good} good${clusters < answers ? `, over ${plural(clusters, 'independent unit')}` : ''}${leftOutWords(report)}`,
      terminal.columns,
      4,
      '  ',
    ),
    ...(labels.agreement === null ? [] : [prose(agreementWords(labels.agreement), terminal.columns, 4, '  ')]),
    prose(
      `AUROC ${three(auroc.value)}${auroc.ci === null ? '' : ` [${three(auroc.ci[0])}, ${three(auroc.ci[1])}]`}: the chance that a bad answer scores below a good one; .5 is a coin`,
      terminal.columns,
      4,
      '  ',
    ),
  ]
  return `${lines.join('\n')}\n`
}

function byWords({ by, eval: name, run }: Calibration): string {
  if (by === 'grading') return `grades of run ${run} of ${name}`
  const answers = run === null ? '' : `, on the answers of run ${run}`
  return by === 'eval' ? `graded anew, as ${name} has it${answers}` : `graded anew, as it is without options${answers}`
}

function leftOutWords({ leftOut: { tied, unscored, errors, noAnswer } }: Calibration): string {
  const counts: [number, string][] = [
    [unscored, 'unscored'],
    [errors, 'grader errors'],
    [noAnswer, 'without an answer'],
    [tied, 'with labellers tied'],
  ]
  const told = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`)
  return told.length === 0 ? '' : `; left out: ${told.join(', ')}`
}

function agreementWords({ answers, unanimous, statistic, value }: Agreement): string {
  const name = statistic === 'kappa' ? "Cohen's kappa" : "Krippendorff's alpha"
  return `${plural(answers, 'answer')} with several labels: ${unanimous} unanimous, ${name} ${value === null ? missing : three(value)}`
}

interface MarkRow {
  name: string
  quality: MarkQuality
}

function marksSection(report: Calibration, terminal: Terminal): string {
  const { passAt, chosen, heldOut, current, allFlagged } = report
  const rows: MarkRow[] = [
    { name: `passAt ${passAt} (${aimWords(report.aim)})`, quality: chosen },
    ...(heldOut === null ? [] : [{ name: '  chosen on other labels', quality: heldOut }]),
    ...(current === undefined || current.passAt === passAt
      ? []
      : [{ name: `passAt ${current.passAt} (today)`, quality: current.quality }]),
    { name: 'everything called bad', quality: allFlagged },
  ]
  const { dim } = pc.createColors(terminal.color)
  const text = table(
    rows,
    [
      { header: '  pass mark', value: ({ name }) => `  ${name}`, min: 16 },
      { header: 'flagged', value: ({ quality }) => String(quality.flagged), align: 'right' },
      { header: 'precision', value: ({ quality }) => measured(quality.precision), align: 'right' },
      { header: 'recall', value: ({ quality }) => measured(quality.recall), align: 'right' },
      {
        header: 'F1',
        value: ({ quality }) => (quality.f1 === null ? missing : three(quality.f1.value)),
        align: 'right',
      },
      {
        header: 'balanced',
        value: ({ quality }) => (quality.balancedAccuracy === null ? missing : three(quality.balancedAccuracy)),
        align: 'right',
        optional: 1,
      },
    ],
    terminal,
  )
  const legend = [
    'flagged: answers that score below the mark; precision: bad ones among them; recall: flagged ones among the bad; with 95% intervals',
    'chosen on other labels: each part of the answers by a mark that it had no say in; expect this of new answers',
  ]
  const notes = (heldOut === null ? legend.slice(0, 1) : legend).map((line) =>
    colored(prose(line, terminal.columns, 4, '  '), dim),
  )
  return `${text}${notes.join('\n')}\n`
}

function aimWords(aim: CalibrationAim): string {
  if (aim.for === 'f1') return 'best F1'
  if (aim.for === 'balanced') return 'best balanced accuracy'
  return `${aim.for} ${aim.least} or more`
}

function wrongSection({ mostWrong: { missed, falseAlarms } }: Calibration, terminal: Terminal): string {
  const line = (words: string, answers: readonly WrongAnswer[]) =>
    answers.length === 0
      ? []
      : [
          prose(
            `${words}: ${answers.map(({ caseId, repeat, score }) => `${caseId}${repeat === 0 ? '' : ` (repeat ${repeat})`} ${three(score)}`).join(', ')}`,
            terminal.columns,
            4,
            '  ',
          ),
        ]
  const lines = [...line('bad, and passed with', missed), ...line('good, and failed with', falseAlarms)]
  return lines.length === 0 ? '' : `  worth a look\n${lines.join('\n')}\n`
}

function warningsSection({ warnings }: Calibration, terminal: Terminal): string {
  const { yellow } = pc.createColors(terminal.color)
  return warnings.length === 0
    ? ''
    : `${warnings.map((warning) => colored(prose(`! ${warning}`, terminal.columns, 4, '  '), yellow)).join('\n')}\n`
}

function conclusion({ grader, passAt, by }: Calibration, terminal: Terminal): string {
  const { bold } = pc.createColors(terminal.color)
  if (grader.includes('.')) {
    return `${colored(prose(`A part has no pass mark of its own: a rule on ${grader} takes its mean.`, terminal.columns, 0), bold)}\n`
  }
  const where = by === 'builtIn' ? `in the eval: ${grader}: { passAt: ${passAt} }` : `passAt: ${passAt}`
  return `${colored(prose(`Write ${where}`, terminal.columns, 0), bold)}\n${prose('Nothing is run again: pass marks are applied when results are read.', terminal.columns, 0)}\n`
}

function measured(share: Measured | null): string {
  return share === null ? missing : `${three(share.value)} [${three(share.ci[0])}, ${three(share.ci[1])}]`
}

function three(value: number): string {
  return value.toFixed(3).replace(/^(-?)0(?=\.)/, '$1')
}
