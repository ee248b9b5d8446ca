import { createHash } from 'crypto';
import { judged, OPTIONS, workload } from './sample-workload';
import { securityPage, securityReport } from '../../../lib/report/security';

function page(template: object = workload(), acknowledgements: Parameters<typeof judged>[1] = []): string {
  return securityPage(securityReport(judged(template, acknowledgements), OPTIONS));
}

test('loads nothing: its Content-Security-Policy allows only its own style and script', () => {
  const html = page();
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html)!;
  for (const [tag, directive] of [['style', 'style-src'], ['script', 'script-src']]) {
    const [, source] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)!;
    expect(policy).toContain(`${directive} 'sha256-${createHash('sha256').update(source).digest('base64')}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(html).not.toMatch(/<(link|img|iframe|object)\b| (src|style|on\w+)=/);
});

test('escapes texts of templates', () => {
  const template = workload();
  template.Resources.Fn0.Metadata = { ...template.Resources.Fn0.Metadata, 'aws:cdk:path': 'App/"><img src=x onerror=alert(1)>' };
  const html = page(template, [{ id: 'Sec3-RuntimeProtected', path: 'App/Fn1', reason: '<b>Runs no code of others</b>' }]);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;b&gt;Runs no code of others&lt;/b&gt;');
});

test('each line has an anchor and a status', () => {
  const html = page();
  for (const id of ['awareness/feeds', 'secrets/rotation', 'inbound-events/fuzzing']) expect(html).toMatch(new RegExp(`<article class="item" id="${id}" data-status="[a-z-]+">`));
});

test('500 functions make a page of a few megabytes', () => {
  const html = page(workload(500));
  expect(html.match(/<tr data-status/g)).toHaveLength(500);
  expect(html.length).toBeLessThan(6_000_000);
});

test('templates are linked if their location is known', () => {
  const html = securityPage(securityReport(judged(), OPTIONS), (template) => `../${template}`);
  expect(html).toContain('<a href="../cdk.out/App.template.json">App<wbr>.template.json</a>');
});

test('lines without rules are among the next steps, with a link', () => {
  const [next] = /What to do next<\/h2>[^]*?<h2/.exec(page())!;
  expect(next).toContain('<li><a href="#dependencies/combined-review">');
});

test('long paths may wrap, and templates have their file names', () => {
  expect(page()).toContain('<code>App/<wbr>Fn0</code><br><span class="soft">App<wbr>.template.json</span>');
});
