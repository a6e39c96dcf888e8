// What the page does beyond being read: it folds the cases, filters them, and opens the one that the address names. Without it
// everything is shown. It runs as it is in the page: no imports, and nothing that ends a script element.

interface Entry {
  element: HTMLElement
  change: string
  errors: boolean
  fell: string[]
  rose: string[]
  /** Id and input in lower case, read when first searched. */
  words?: string
}

const entries: Entry[] = [...document.querySelectorAll<HTMLElement>('[data-change]')].map((element) => ({
  element,
  change: element.dataset.change ?? '',
  errors: element.dataset.errors !== undefined,
  fell: (element.dataset.fell ?? '').split(' '),
  rose: (element.dataset.rose ?? '').split(' '),
}))

const filters = byId('filters')
const search = byId('search') as HTMLInputElement | null
const grader = byId('grader') as HTMLSelectElement | null
const shown = byId('shown')

function byId(id: string): HTMLElement | null {
  return document.getElementById(id)
}

function foldables(within: ParentNode = document): NodeListOf<HTMLDetailsElement> {
  return within.querySelectorAll<HTMLDetailsElement>('details[data-fold]')
}

function chosenChange(): string {
  return filters?.querySelector<HTMLInputElement>('input[name=change]:checked')?.value ?? 'all'
}

function choose(change: string): void {
  for (const input of filters?.querySelectorAll<HTMLInputElement>('input[name=change]') ?? []) {
    input.checked = input.value === change
  }
}

function wordsOf(entry: Entry): string {
  entry.words ??= [...entry.element.querySelectorAll('.case-id, .case-tags, .case-input')]
    .map((part) => part.textContent)
    .join(' ')
    .toLowerCase()
  return entry.words
}

/** Whether a case changed as asked; with a grader, whether that is what fell or rose. */
function matchesChange(entry: Entry, change: string, index: string): boolean {
  if (change === 'errors' ? !entry.errors : change !== 'all' && entry.change !== change) return false
  if (index === '') return true
  if (change === 'regressed') return entry.fell.includes(index)
  if (change === 'improved') return entry.rose.includes(index)
  return entry.fell.includes(index) || entry.rose.includes(index)
}

function applyFilters(): void {
  const change = chosenChange()
  const index = grader?.value ?? ''
  const wanted = (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  let visible = 0
  for (const entry of entries) {
    const matches =
      matchesChange(entry, change, index) &&
      (wanted.length === 0 || wanted.every((word) => wordsOf(entry).includes(word)))
    entry.element.hidden = !matches
    if (matches) visible += 1
  }
  const isFiltered = change !== 'all' || index !== '' || wanted.length > 0
  const reset = byId('reset')
  if (reset) reset.hidden = !isFiltered
  const nothing = byId('nothing')
  if (nothing) nothing.hidden = visible > 0
  if (shown) shown.textContent = `Showing ${grouped(visible)} of ${grouped(entries.length)} cases`
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

function resetFilters(): void {
  choose('all')
  if (grader) grader.value = ''
  if (search) search.value = ''
  applyFilters()
}

function setAll(open: boolean): void {
  for (const entry of entries) {
    if (entry.element.hidden) continue
    const details = entry.element.querySelector<HTMLDetailsElement>(':scope > details')
    if (details) details.open = open
  }
}

/** Opens what the address names, with all that it is folded into, and goes there. */
function reveal(): void {
  const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null
  if (!target) return
  if (target.closest('[hidden]')) resetFilters()
  const own = target.querySelector<HTMLDetailsElement>(':scope > details')
  if (own) own.open = true
  for (let at: HTMLElement | null = target; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true
  }
  target.scrollIntoView()
  own?.querySelector('summary')?.focus({ preventScroll: true })
}

/** A reader who opens a case has its address in the address bar. */
function keepAddress(event: Event): void {
  const summary = event.target instanceof Element ? event.target.closest('.case > details > summary') : null
  const item = summary?.closest<HTMLElement>('.case')
  const opening = summary?.parentElement instanceof HTMLDetailsElement && !summary.parentElement.open
  if (item && opening) history.replaceState(null, '', `#${item.id}`)
}

/** A claim and its passage are shown to belong together while either is pointed at or focused. */
function link(event: Event): void {
  const at = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-claim]') : null
  for (const element of document.querySelectorAll('.linked')) element.classList.remove('linked')
  const key = at?.dataset.claim
  const repeat = at?.closest('.repeat, .body')
  if (key === undefined || !repeat) return
  for (const element of repeat.querySelectorAll<HTMLElement>('[data-claim]')) {
    if (element.dataset.claim === key) element.classList.add('linked')
  }
}

let foldedForPrint: HTMLDetailsElement[] = []

function unfoldForPrint(): void {
  foldedForPrint = [...document.querySelectorAll('details')].filter((details) => !details.open)
  for (const details of foldedForPrint) details.open = true
}

function foldAfterPrint(): void {
  for (const details of foldedForPrint) details.open = false
  foldedForPrint = []
}

function start(): void {
  for (const details of foldables()) details.open = details.dataset.fold === 'open'
  for (const control of document.querySelectorAll<HTMLElement>('[data-needs-script]')) control.hidden = false
  filters?.addEventListener('input', applyFilters)
  filters?.addEventListener('submit', (event) => event.preventDefault())
  byId('reset')?.addEventListener('click', () => {
    resetFilters()
    search?.focus()
  })
  byId('open-all')?.addEventListener('click', () => setAll(true))
  byId('close-all')?.addEventListener('click', () => setAll(false))
  for (const link of document.querySelectorAll<HTMLElement>('a[data-filter]')) {
    link.addEventListener('click', () => {
      resetFilters()
      choose(link.dataset.filter ?? 'all')
      applyFilters()
    })
  }
  document.addEventListener('click', keepAddress)
  document.addEventListener('pointerover', link)
  document.addEventListener('focusin', link)
  addEventListener('hashchange', reveal)
  addEventListener('beforeprint', unfoldForPrint)
  addEventListener('afterprint', foldAfterPrint)
  applyFilters()
  reveal()
}

start()
