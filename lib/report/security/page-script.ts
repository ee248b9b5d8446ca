/** Script of the page: filters lines and functions by status and text, and expands everything for printing. */
export const PAGE_SCRIPT = `
const boxes = [...document.querySelectorAll('.filter input[type=checkbox]')];
const search = document.querySelector('.filter input[type=search]');
const found = document.querySelector('#found');
const parts = [...document.querySelectorAll('[data-status]')].map((element) => ({ element, text: element.textContent.toLowerCase() }));
const sections = [...document.querySelectorAll('[data-practice]')];
function filter() {
  const statuses = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of parts) {
    element.hidden = !statuses.has(element.dataset.status) || !words.every((word) => text.includes(word));
    if (!element.hidden) shown += 1;
  }
  for (const section of sections) section.hidden = ![...section.querySelectorAll('[data-status]')].some((element) => !element.hidden);
  found.textContent = shown + ' of ' + parts.length + ' shown';
}
for (const box of boxes) box.addEventListener('change', filter);
search.addEventListener('input', filter);
document.querySelector('.filter').hidden = false;
let closed = [];
addEventListener('beforeprint', () => { closed = [...document.querySelectorAll('details:not([open])')]; for (const one of closed) one.open = true; });
addEventListener('afterprint', () => { for (const one of closed) one.open = false; });
filter();
`;
