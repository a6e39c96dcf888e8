import { Command, CommanderError, Option } from 'commander'
import type { Context } from '../core/context.ts'
import { AssayError, exitCode } from '../core/errors.ts'
import { version } from '../version.ts'
import { calibrationAim, dollars, duration, expectation, moment, points, positive, share, upTo } from './arguments.ts'

const exitCodes = `
Exit codes:
  0    pass, or a run that is complete
  1    regression, a broken floor, or too little of the baseline answered
  2    inconclusive where --certify asked for certainty
  3    usage, configuration, harness or grader at fault, incomplete run
  130  interrupted

References to runs: a run id, a target's name (its latest complete run), "latest", "baseline", or a baseline file.`

/** Parses the arguments, runs one verb and says how it ended. Loads only what that verb needs. */
export async function runProgram(argv: readonly string[], context: Context): Promise<number> {
  let code: number = exitCode.ok
  const program = createProgram(context, (value) => {
    code = value
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return report(error, context)
  }
}

function report(error: unknown, context: Context): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
  if (error instanceof AssayError) {
    for (const line of error.message.split('\n')) context.stderr.write(`assay: ${line}\n`)
    return exitCode.usage
  }
  if (context.signal.aborted) return exitCode.interrupted
  const debug = context.env.ASSAY_DEBUG !== undefined
  const message = error instanceof Error ? (debug ? error.stack : error.message) : String(error)
  context.stderr.write(
    `assay: unexpected fault of assay itself: ${message}${debug ? '' : ' (ASSAY_DEBUG=1 shows where)'}\n`,
  )
  return exitCode.usage
}

function createProgram(context: Context, done: (code: number) => void): Command {
  const program = new Command('assay')
    .description('Evaluate versions of a language-model system, compare them, block regressions.')
    .version(version)
    .addHelpText('after', exitCodes)
    .showHelpAfterError('(assay --help shows the usage)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'assay: ')),
      getOutHasColors: () => context.color,
      getErrHasColors: () => context.color,
    })

  program
    .command('init')
    .description('write a configuration, a dataset, an eval and a CI workflow that run at once; keeps what is there')
    .argument('[folder]', 'of the project; default: this one')
    .option('-y, --yes', 'ask nothing')
    .addOption(new Option('--target <kind>', 'what is evaluated').choices(['model', 'http', 'command', 'recorded']))
    .option('--base-url <url>', 'an OpenAI-compatible server')
    .option('--model <name>', 'the model there, or PROVIDER/MODEL')
    .option('--url <url>', 'where a service takes questions')
    .option('--ts', 'evals in TypeScript (default where the project has it)')
    .option('--yaml', 'evals in YAML')
    .option('--force', 'overwrite what is there')
    .action(async (folder: string | undefined, options) =>
      done(await (await import('./init.ts')).init(context, folder, options)),
    )

  program
    .command('run')
    .description('ask targets every case, grade the answers, keep everything')
    .argument('[evals...]', 'names or files of evals; default: all')
    .option('-t, --target <name...>', 'which targets; default: all of the eval')
    .option('--repeats <n>', 'how often every case is asked', upTo(100))
    .option('--concurrency <n>', 'trials in flight', upTo(1000))
    .option('--limit <n>', 'only the first n cases (a partial run)', positive)
    .option('--tag <tag...>', 'only cases with one of these tags (a partial run)')
    .option(
      '--deadline <duration>',
      'end after this long, e.g. 90s, 10m, 1h30m; what is missing can be resumed',
      duration,
    )
    .option('--resume <run>', 'finish an interrupted run')
    .addOption(
      new Option(
        '--adaptive [by]',
        'judge the run against the baseline while it goes on, after 1, 3 and 5 repeats or after a quarter, half, three quarters of the cases, and end it when more answers would change nothing',
      )
        .choices(['repeats', 'cases'])
        .preset('repeats'),
    )
    .option('--against <baseline>', 'what --adaptive judges against: a run, "baseline" or a baseline file')
    .option(
      '--expect <metric=change...>',
      'state before the run what change you expect, e.g. citations=+0.02',
      expectation,
    )
    .option('--dry-run', 'say how many calls, tokens and dollars it would be, and stop')
    .option('--json', 'print the runs, or with --dry-run the plan, as JSON')
    .addOption(asking.cache())
    .addOption(asking.maxCost())
    .addOption(asking.maxCalls())
    .addOption(asking.offline())
    .action(async (evals: string[], options) => done(await (await import('./run.ts')).run(context, evals, options)))

  program
    .command('aa')
    .description('ask one version twice: how much it wavers by itself, and whether the gate cries wolf on it')
    .argument('[eval]', 'name or file of an eval')
    .option('-t, --target <name>', 'which target; needed where the eval has several')
    .option('--repeats <n>', 'how often every case is asked in each of the two runs', upTo(100))
    .option('--concurrency <n>', 'trials in flight', upTo(1000))
    .option('--draws <n>', 'how often the answers are swapped at random and gated', upTo(100_000), 400)
    .option('--seed <n>', 'of the random swaps', positive, 1)
    .option('--from <run...>', 'two complete runs of one version, instead of asking again')
    .option('--resume <run...>', 'go on with two runs that were begun')
    .option('--json', 'as JSON, with all cases')
    .addOption(asking.cache())
    .addOption(asking.maxCost())
    .addOption(asking.maxCalls())
    .addOption(asking.offline())
    .addHelpText(
      'after',
      '\nExit code 1: the gate fails identical versions significantly more often than the 5% it allows itself.',
    )
    .action(async (name: string | undefined, options) =>
      done(await (await import('./aa.ts')).aa(context, name, options)),
    )

  program
    .command('power')
    .description('how small a drop an eval can see, how many cases or repeats a smaller one takes, and what that costs')
    .argument('<eval>', 'name or file of an eval')
    .option(
      '--against <run>',
      'reference to a run, "baseline", or a baseline file: what the newest run is compared with',
    )
    .option('-t, --target <name>', 'only runs of this target, as the candidate')
    .option('--margin <points>', 'certify this margin instead of those of the rules; 3 stands for 3 points', points)
    .option('--drop <points>', 'see this drop; default: the margin', points)
    .option('--cases <n>', 'plan with so many cases instead of those there are', positive)
    .option('--repeats <n>', 'plan with so many repeats', upTo(100))
    .option('--power <share>', 'share of tries in which a drop is to show', share, 0.8)
    .option('--json', 'as JSON')
    .action(async (name: string, options) => done(await (await import('./power.ts')).power(context, name, options)))

  program
    .command('check')
    .description('find every fault in configuration, evals, datasets and recorded answers; runs nothing')
    .argument('[evals...]', 'names or files of evals; default: all')
    .action(async (evals: string[]) => done(await (await import('./check.ts')).check(context, evals)))

  program
    .command('list')
    .description('the evals of the project')
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./list.ts')).list(context, options)))

  program
    .command('runs')
    .description('the runs in the store, newest first')
    .option('--eval <name>', 'only of this eval')
    .option('-t, --target <name>', 'only of this target')
    .option('--limit <n>', 'only the newest n', positive)
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./runs.ts')).runs(context, options)))

  program
    .command('history')
    .description('each metric of an eval over its runs: steps, approved baselines, slow decay')
    .argument('<eval>', 'name or file of an eval')
    .option('-t, --target <name...>', 'only runs of these targets')
    .option('--metric <name...>', 'only these metrics, e.g. citations or citations.exists; default: all graders')
    .option('--since <date>', 'only runs from this day on, YYYY-MM-DD (UTC), or moment', moment)
    .option('--limit <n>', 'only the newest n (default: 50)', positive)
    .option('--fail-on-decay', 'exit 1 where a metric decays that has a blocking rule')
    .option('--json', 'as JSON')
    .action(async (name: string, options) => done(await (await import('./history.ts')).history(context, name, options)))

  program
    .command('regrade')
    .description(
      "grade the stored answers of a run or a baseline file again, by today's graders and golden answers; calls no target",
    )
    .argument('<run>', 'reference to a run')
    .option('--eval <name>', 'where the reference fits runs of several evals')
    .addOption(asking.cache())
    .addOption(asking.maxCost())
    .addOption(asking.maxCalls())
    .addOption(asking.offline())
    .action(async (reference: string, options) =>
      done(await (await import('./regrade.ts')).regrade(context, reference, options)),
    )

  program
    .command('calibrate')
    .description('how well a grader finds faulty answers, by labels of people, and the pass mark that does it best')
    .argument('<grader>', 'a grader of the eval or run, or a built-in one; "grader.part" names a part')
    .requiredOption('--labels <file>', 'rows with "label" (good or bad), and the answer: input, sources, output')
    .option('--run <run>', 'reference to the run whose answers are labelled; rows then name them by "id" and "repeat"')
    .option('--eval <name>', 'the eval that has the grader; without it a built-in one is taken as it is')
    .option('--for <aim>', 'best f1 or balanced, or precision=SHARE or recall=SHARE', calibrationAim, { for: 'f1' })
    .option('--json', 'as JSON')
    .addOption(asking.cache())
    .addOption(asking.maxCost())
    .addOption(asking.maxCalls())
    .addOption(asking.offline())
    .action(async (grader: string, options) =>
      done(await (await import('./calibrate.ts')).calibrate(context, grader, options)),
    )

  program
    .command('compare')
    .description('two runs of one eval, paired case by case')
    .argument('<baseline>', 'reference to a run')
    .argument('<candidate>', 'reference to a run')
    .option('--eval <name>', 'where the references fit runs of several evals')
    .option('--json', 'as JSON')
    .action(async (baseline: string, candidate: string, options) =>
      done(await (await import('./compare.ts')).compare(context, baseline, candidate, options)),
    )

  const gate = program
    .command('gate')
    .description('decide by the rules of the eval whether the candidate is worse than the baseline')
    .argument('[candidate]', 'reference to a run (default: "latest")')
    .option('--against <baseline>', 'reference to a run, "baseline", or a baseline file (default: "baseline")')
    .option('--eval <name>', 'where the references fit runs of several evals')
    .option('--certify', 'pass only where it is shown that no rule got worse by more than its margin; else exit 2')
    .option('--json <file>', 'write the verdict as JSON ("-" for standard output)')
    .option('--junit <file>', 'write the verdict as JUnit XML ("-" likewise)')
    .option('--markdown <file>', 'write the verdict as Markdown ("-" likewise)')
    .option('--policy <policy>', 'several evals under one verdict: a policy of assay.config, or a *.policy.yaml file')
    .option('--explain', 'say how it was tested, in words, and every finding in full')
  for (const option of leniency()) gate.addOption(option)
  gate.action(async (candidate: string | undefined, options) =>
    done(await (await import('./gate.ts')).gate(context, candidate, options)),
  )

  program
    .command('report')
    .description('write one HTML file that shows a reviewer what changed')
    .argument('[candidate]', 'reference to a run', 'latest')
    .addOption(against())
    .option('--eval <name>', 'where the references fit runs of several evals')
    .option('--out <file>', 'where to; default: reports/EVAL-CANDIDATE-vs-BASELINE.html')
    .option('--certify', 'judge as gate --certify does')
    .action(async (candidate: string, options) =>
      done(await (await import('./report.ts')).report(context, candidate, options)),
    )

  const baseline = program.command('baseline').description('runs approved as what later ones are compared with')
  baseline
    .command('approve')
    .description('approve a run as the baseline of its eval')
    .argument('<run>', 'reference to a run')
    .requiredOption('--reason <text>', 'why; kept for ever')
    .option('--eval <name>', 'where the reference fits runs of several evals')
    .action(async (reference: string, options) =>
      done(await (await import('./baseline.ts')).approve(context, reference, options)),
    )
  baseline
    .command('list')
    .description('all approvals and waivers, newest first')
    .option('--eval <name>', 'only of this eval')
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./baselineList.ts')).list(context, options)))
  baseline
    .command('diff')
    .description('what changed from one baseline to the next, who approved it and why')
    .argument('[old]', 'reference to a run; without it the two newest baselines are compared')
    .argument('[new]', 'reference to a run (default: "baseline")')
    .option('--eval <name>', 'where there are baselines of several evals')
    .option('--json', 'as JSON')
    .action(async (before: string | undefined, after: string | undefined, options) =>
      done(await (await import('./baselineDiff.ts')).diff(context, { old: before, new: after }, options)),
    )
  baseline
    .command('verify')
    .description('find what was changed since in approvals, waivers, approved runs and baseline files; exit 1 if any')
    .argument('[files...]', 'baseline files to look at as well')
    .action(async (files: string[]) => done(await (await import('./baselineVerify.ts')).verify(context, files)))
  baseline
    .command('waive')
    .description('let a rule fail until a day without failing the gate')
    .argument('<rule>', 'as findings name it: a metric, a measure, "METRIC on TAG", "errors", "dataset"')
    .requiredOption('--reason <text>', 'why; kept for ever')
    .addOption(new Option('--until <day>', 'the last day on which it may fail, YYYY-MM-DD (UTC)'))
    .addOption(new Option('--revoke', 'take it back').conflicts('until'))
    .option('--eval <name>', 'of which eval, where the project has several')
    .action(async (rule: string, options) =>
      done(await (await import('./baselineWaive.ts')).waive(context, rule, options)),
    )
  baseline
    .command('export')
    .description('write a baseline with its answers and grades to a file that can be committed')
    .argument('<file>', 'where to')
    .option('--run <run>', 'another run than the approved one')
    .option('--eval <name>', 'of which eval, where the store has baselines of several')
    .action(async (file: string, options) =>
      done(await (await import('./baseline.ts')).exportFile(context, file, options)),
    )

  program
    .command('schema')
    .description('JSON Schema of *.eval.yaml, assay.config.yaml and *.policy.yaml, for editors')
    .addArgument(program.createArgument('[what]', 'which file').choices(['eval', 'config', 'policy']).default('eval'))
    .action(async (what: 'eval' | 'config' | 'policy') =>
      done(await (await import('./schema.ts')).schema(context, what)),
    )

  return program
}

/** What holds for whatever may be asked over the network. */
const asking = {
  cache: () =>
    new Option(
      '--cache <mode>',
      'record: ask only what was not recorded before; replay: ask nothing, and end with an error where something is missing',
    ).choices(['off', 'record', 'replay']),
  maxCost: () => new Option('--max-cost <dollars>', 'stop before more is spent, e.g. 2.50').argParser(dollars),
  maxCalls: () => new Option('--max-calls <n>', 'stop before more requests are made').argParser(positive),
  offline: () => new Option('--offline', 'ask no host but this machine and allowedHosts of assay.config'),
}

function against(): Option {
  return new Option('--against <baseline>', 'reference to a run, "baseline", or a baseline file').default('baseline')
}

function leniency(): Option[] {
  return [
    new Option('--allow-dataset-change', 'do not fail because baseline cases are missing or changed'),
    new Option('--partial', 'accept runs of some of the cases (--limit, --tag or an early end)'),
  ]
}
