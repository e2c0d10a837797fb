// Holds mail HTML against html-validate and doiuse-email. Arguments: HTML files.
// Prints one line a complaint: FILE TAB CHECKER TAB COMPLAINT TAB COUNT.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const from = createRequire(path.join(process.env.QUARTERDECK_NODE, 'package.json'));
const { HtmlValidate } = from('html-validate');
const { doIUseEmail } = from('doiuse-email');

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'] });
const emailClients = ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*'];

for (const file of process.argv.slice(2)) {
  const html = fs.readFileSync(file, 'utf8');
  const complaints = new Map();
  const add = (checker, what) => {
    const key = `${checker}\t${what}`;
    complaints.set(key, (complaints.get(key) ?? 0) + 1);
  };
  const report = await validator.validateString(html);
  for (const result of report.results) {
    for (const message of result.messages) add('html-validate', `${message.ruleId}: ${message.message}`);
  }
  for (const error of doIUseEmail(html, { emailClients }).errors ?? []) add('doiuse-email', error);
  for (const [key, count] of complaints) console.log(`${file}\t${key}\t${count}`);
}
