import './sealcheck/element/define.js';

const [form, problem, element] = ['form', '[role=alert]', 'sealcheck-verdict'].map((name) => document.querySelector(name));

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  problem.textContent = '';
  element.verdict = null;
  try {
    const response = await fetch(`verdicts?${new URLSearchParams(new FormData(form))}`);
    const answer = await response.json();
    if (response.ok) element.verdict = answer;
    else problem.textContent = `No verdict: ${answer.error}`;
  } catch (error) {
    problem.textContent = `No verdict: ${error.message}`;
  }
});
