/** What a person reads when the code of a page or dialog does not come. */
export const UNFETCHED =
  'Menura does not answer, or a newer version of it runs by now. Check that it runs, then try again; reloading the page brings the newest version.'

const NAME = 'menura-reloaded-for'

/**
 * Say in words that code did not come. The router would reload the page instead, and lose it
 * altogether where the server is away.
 */
export function nameUnfetched(): void {
  window.addEventListener('vite:preloadError', ({ payload }) => {
    payload.message = UNFETCHED
  })
}

/** Reload the page once where the server has a newer version of it. */
export async function reloadForNewer(reload = () => location.reload()): Promise<void> {
  const here = document.querySelector('script[type=module][src]')?.getAttribute('src')
  const answer = await fetch('/', { cache: 'no-store' }).catch(() => null)
  if (!here || !answer?.ok) return
  const entry = /<script type="module"[^>]* src="([^"]+)"/.exec(await answer.text())?.[1]
  if (!entry || entry === here || sessionStorage.getItem(NAME) === entry) return
  sessionStorage.setItem(NAME, entry)
  reload()
}
