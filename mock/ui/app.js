// The inspector: views by the fragment of the address, and one loop that asks for what is new.
import { ask, byId, hasToken, setToken } from '/__admin/ui/api.js';
import { countFaults, showFaults } from '/__admin/ui/faults.js';
import { isPaused, pollRequests, select, startRequests } from '/__admin/ui/requests.js';
import { showState, startState } from '/__admin/ui/state.js';
import { showWorkspace, tellClock } from '/__admin/ui/workspace.js';

const kPollMilliseconds = 1000;
const kViews = { requests: 'Requests', state: 'State', faults: 'Faults', workspace: 'Clock and snapshots' };

function route() {
  const [, view, ...rest] = location.hash.slice(1).split('/');
  return { view: Object.hasOwn(kViews, view ?? '') ? view : 'requests', rest: rest.map(decodeURIComponent) };
}

async function show() {
  const { view, rest } = route();
  document.title = `${kViews[view]} · brazecheck emulator`;
  for (const name of Object.keys(kViews)) {
    byId(`view-${name}`).hidden = name !== view;
    const link = document.querySelector(`[data-view=${name}]`);
    if (name === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (view === 'requests') await select(/^\d+$/.test(rest[0] ?? '') ? Number(rest[0]) : null);
  if (view === 'state') await showState(rest[0] ?? null, Number(rest[1] ?? 0));
  if (view === 'faults') await showFaults();
  if (view === 'workspace') await showWorkspace();
}

function tell(state, problem = '') {
  const label = byId('connection');
  if (label.dataset.state !== state) {
    label.dataset.state = state;
    label.textContent = state;
  }
  const box = byId('problem');
  if (box.textContent !== problem) box.textContent = problem;
  box.hidden = problem === '';
}

let refused = false;
async function poll() {
  if (!document.hidden) {
    try {
      await pollRequests();
      const [clock, { faults }] = await Promise.all([ask('GET', '/clock'), ask('GET', '/faults')]);
      tellClock(clock);
      countFaults(faults);
      tell(isPaused() ? 'paused' : 'live');
      if (refused) {
        refused = false;
        await show();
      }
    } catch (error) {
      if (error.status === 401) {
        tell('locked', 'The control API asks for its token.');
        if (!refused && !hasToken()) openTokenDialog();
        refused = true;
      } else {
        if (error.status === undefined) console.error(error);  // a mistake of this page
        tell('offline', error.status === 0 ? 'The emulator does not answer; trying again every second.' : error.message);
      }
    }
  }
  setTimeout(poll, kPollMilliseconds);
}

const dialog = byId('token-dialog');
function openTokenDialog() {
  byId('token').value = '';
  dialog.returnValue = '';
  if (!dialog.open) dialog.showModal();
}
byId('token-button').addEventListener('click', openTokenDialog);
dialog.addEventListener('close', () => {
  if (dialog.returnValue === 'save') setToken(byId('token').value);
  if (dialog.returnValue === 'forget') setToken('');
  byId('token').value = '';
});

startRequests();
startState();
addEventListener('hashchange', show);
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();  // the fragment belongs to the views
  byId('main').focus();
});
await show();
poll();
